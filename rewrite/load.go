package rewrite

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A Program is what the patterns of a command line name, and all that it needs.
type Program struct {
	// Packages are the packages that the patterns name, and with tests their
	// test variants and test mains. Dependencies hang on their Imports.
	Packages []*packages.Package
	// Std holds the import paths of the packages of the standard library that
	// Packages link.
	Std map[string]bool
}

// A LoadError says why the target's packages could not be loaded, in the go
// command's own words.
type LoadError struct {
	Lines []string // without newlines
}

// Error returns the lines, as the go command prints them.
func (e *LoadError) Error() string { return strings.Join(e.Lines, "\n") }

// Load loads the packages that patterns name, as the go command would in cfg.Dir
// with cfg.Flags, and for tests also what their tests need. Nothing is parsed or
// type-checked. A target that the go command cannot load gives a *LoadError.
func Load(ctx context.Context, cfg *Config, tc *Toolchain, patterns []string, tests bool) (*Program, error) {
	cfg.progress("loading " + strings.Join(patterns, " "))
	roots, err := packages.Load(&packages.Config{
		Context:    ctx,
		Mode:       packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule,
		Dir:        cfg.Dir,
		Env:        withPWD(cfg.env(), cfg.Dir),
		BuildFlags: cfg.Flags,
		Tests:      tests,
	}, patterns...)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &LoadError{goLines(err.Error())}
	}
	prog := &Program{Packages: roots, Std: make(map[string]bool)}
	var lines []string
	seen := make(map[string]bool)
	packages.Visit(roots, nil, func(p *packages.Package) {
		for _, e := range p.Errors {
			line := e.Error()
			if e.Pos == "" || e.Pos == "-" {
				line = e.Msg
			}
			if !seen[line] {
				seen[line] = true
				lines = append(lines, goLines(line)...)
			}
		}
		if tc.IsStd(p) {
			prog.Std[p.PkgPath] = true
		}
	})
	if len(lines) > 0 {
		return nil, &LoadError{lines}
	}
	if len(roots) == 0 {
		return nil, &LoadError{[]string{"no packages match " + strings.Join(patterns, " ")}}
	}
	return prog, nil
}

// IsStd reports whether p belongs to the standard library of tc, or to that of a green
// GOROOT made of it: it has no module, and tc has a directory of its path. That no
// element of the path is a domain does not say it, since what stands in a GOPATH, and
// the tests of files that the command line names, may have such a path too.
func (tc *Toolchain) IsStd(p *packages.Package) bool {
	first, _, _ := strings.Cut(p.PkgPath, "/")
	if p.Module != nil || first == "" || strings.Contains(first, ".") {
		return false
	}
	info, err := os.Stat(filepath.Join(tc.GOROOT, "src", filepath.FromSlash(p.PkgPath)))
	return err == nil && info.IsDir()
}

// goLines cuts go/packages' wrapping ("err: exit status 1: stderr: ...") off the
// go command's message.
func goLines(msg string) []string {
	if _, rest, ok := strings.Cut(msg, "stderr: "); ok {
		msg = rest
	}
	var lines []string
	for line := range strings.Lines(msg) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		lines = []string{"go list failed without a message"}
	}
	return lines
}
