package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"

	"github.com/go-greenify/greenify/rewrite"
)

// A program is what was asked for, loaded.
type program struct {
	named []*packages.Package // what the patterns name, and with tests their test mains
	all   []*packages.Package // these and everything that they link, dependencies first
	fset  *token.FileSet
	tc    *rewrite.Toolchain
	links []link // the linkname directives of the standard library
}

// A link is a linkname directive with two names.
type link struct{ pkg, local, remote string } // pkg is a directory's slash path

// overlaid returns an error if files are to be built that are not those on disk. Analyzers
// read assembly, source lines and variants from there, and so does the fingerprint of
// a report that was made before: a program would be called green for files that it is
// not made of.
func overlaid(cfg *rewrite.Config, tc *rewrite.Toolchain) error {
	for _, flag := range slices.Concat(cfg.Flags, strings.Fields(tc.Flags)) {
		name, _, _ := strings.Cut(strings.TrimLeft(flag, `'"-`), "=")
		if name == "overlay" && !strings.HasSuffix(flag, "=") {
			return errors.New("-overlay: the files that it replaces would be looked at as they are on disk: run this without it, in a copy of the tree in which they are replaced")
		}
	}
	return nil
}

// load loads packages with types and syntax. What is wrong with a package is in
// its Errors; the error is for a command line that names nothing at all.
func load(ctx context.Context, cfg *rewrite.Config, tc *rewrite.Toolchain, opts *Options) (*program, error) {
	prog := &program{fset: token.NewFileSet(), tc: tc}
	var mu sync.Mutex
	std := filepath.Join(tc.GOROOT, "src") + string(filepath.Separator)
	named, err := packages.Load(&packages.Config{
		Context: ctx,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedDeps | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo |
			packages.NeedTypesSizes | packages.NeedModule,
		Dir:        cfg.Dir,
		Env:        cfg.GoEnv(),
		BuildFlags: cfg.Flags,
		Tests:      opts.Tests,
		Fset:       prog.fset,
		// The comments of the standard library are of no use here, and a tenth
		// of the memory; neither is the parser's own resolution of names.
		ParseFile: func(fset *token.FileSet, name string, text []byte) (*ast.File, error) {
			const mode = parser.AllErrors | parser.SkipObjectResolution
			if rel, ok := strings.CutPrefix(name, std); ok {
				found := stdLinks(filepath.ToSlash(filepath.Dir(rel)), text)
				mu.Lock()
				prog.links = append(prog.links, found...)
				mu.Unlock()
				return parser.ParseFile(fset, name, text, mode)
			}
			return parser.ParseFile(fset, name, text, mode|parser.ParseComments)
		},
	}, opts.Patterns...)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, &LoadError{goMessage(err.Error())}
	}
	if len(named) == 0 {
		return nil, &LoadError{"no packages match " + strings.Join(opts.Patterns, " ")}
	}
	prog.named = named
	packages.Visit(named, nil, func(p *packages.Package) { prog.all = append(prog.all, p) })

	// A pattern that names nothing comes back as a package without files.
	empty := 0
	var messages []string
	for _, p := range named {
		if len(p.GoFiles) == 0 && len(p.CompiledGoFiles) == 0 && len(p.IgnoredFiles) == 0 && len(p.Errors) > 0 {
			empty++
			messages = append(messages, goMessage(p.Errors[0].Msg))
		}
	}
	if empty == len(named) {
		return nil, &LoadError{strings.Join(messages, "\n")}
	}
	return prog, nil
}

// A LoadError says why nothing could be checked, in the go command's words.
type LoadError struct{ Message string }

// Error returns the go command's words.
func (e *LoadError) Error() string { return e.Message }

// Next says what to do about it.
func (e *LoadError) Next() string {
	return "greenify check takes the packages that go build takes; try 'go list' with the same arguments"
}

// goMessage cuts go/packages' wrapping off what the go command says.
func goMessage(msg string) string {
	if _, rest, ok := strings.Cut(msg, "stderr: "); ok {
		msg = rest
	}
	return strings.TrimSpace(msg)
}

// stdLinks finds the linkname directives with two names in a file of the standard
// library, without parsing comments.
func stdLinks(pkg string, text []byte) []link {
	const directive = "//go:linkname "
	if !bytes.Contains(text, []byte(directive)) {
		return nil
	}
	var links []link
	for line := range bytes.Lines(text) {
		if rest, ok := strings.CutPrefix(string(line), directive); ok {
			if f := strings.Fields(rest); len(f) == 2 {
				links = append(links, link{pkg, f[0], f[1]})
			}
		}
	}
	return links
}

// linksOf finds the linkname directives in a package with comments.
func linksOf(p *packages.Package) []link {
	var links []link
	for _, file := range p.Syntax {
		for _, group := range file.Comments {
			for _, c := range group.List {
				if rest, ok := strings.CutPrefix(c.Text, "//go:linkname "); ok {
					if f := strings.Fields(rest); len(f) == 2 {
						links = append(links, link{p.PkgPath, f[0], f[1]})
					}
				}
			}
		}
	}
	return links
}

// problems returns what is wrong with p itself, in the compiler's words.
func problems(p *packages.Package) []string {
	var list []string
	for _, e := range p.Errors {
		text := goMessage(e.Msg)
		if e.Pos != "" && e.Pos != "-" {
			text = fmt.Sprintf("%s: %s", filepath.Base(e.Pos), text)
		}
		list = append(list, text)
	}
	return list
}

// isTestMain reports whether p is the main package that go test makes.
func isTestMain(p *packages.Package) bool {
	return p.Name == "main" && strings.HasSuffix(p.ID, ".test") && strings.HasSuffix(p.PkgPath, ".test")
}
