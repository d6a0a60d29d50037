package rewrite

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// stdFiles finds declarations in the source of a standard library.
type stdFiles struct {
	tc   *Toolchain
	ctxt build.Context
	// pkgs maps an import path to the texts of its files by name.
	pkgs map[string]map[string][]byte
	// declared maps a file's path to what it declares.
	declared map[string]map[string]bool
}

func newStdFiles(tc *Toolchain) *stdFiles {
	ctxt := build.Default
	ctxt.GOROOT = tc.GOROOT
	ctxt.GOOS, ctxt.GOARCH = tc.GOOS, tc.GOARCH
	ctxt.Compiler = "gc"
	ctxt.BuildTags = nil
	ctxt.ToolTags = toolTags(tc)
	ctxt.ReleaseTags = releaseTags(tc.Version)
	// A green GOROOT serves builds with and without cgo. The files that cgo
	// chooses are the ones that block; those for builds without it use Go's own.
	ctxt.CgoEnabled = true
	return &stdFiles{tc: tc, ctxt: ctxt, pkgs: make(map[string]map[string][]byte), declared: make(map[string]map[string]bool)}
}

// releaseTags returns go1.1 to the release of version.
func releaseTags(version string) []string {
	minor, _ := strconv.Atoi(strings.TrimPrefix(release(version), "go1."))
	var tags []string
	for i := range minor {
		tags = append(tags, "go1."+strconv.Itoa(i+1))
	}
	return tags
}

// toolTags returns the tags of the experiments that the toolchain is set to.
func toolTags(tc *Toolchain) []string {
	tags := []string{"goexperiment.regabiwrappers", "goexperiment.regabiargs"}
	for e := range strings.SplitSeq(tc.Experiment, ",") {
		if e != "" && !strings.HasPrefix(e, "no") {
			tags = append(tags, "goexperiment."+e)
		}
	}
	return tags
}

// find returns the one file that defines what r names, and its text.
func (s *stdFiles) find(r *patch.Rule) (slashPath string, src []byte, err error) {
	files, err := s.read(r.Pkg)
	if err != nil {
		return "", nil, err
	}
	var found []string
	for name, text := range files {
		if s.defines(name, text, r) {
			found = append(found, name)
		}
	}
	if len(found) != 1 {
		return "", nil, shapeError(s.tc.Version, r, "", len(found))
	}
	return path.Join(r.Pkg, found[0]), files[found[0]], nil
}

// read returns the files of pkg that a build for the toolchain's target selects.
func (s *stdFiles) read(pkg string) (map[string][]byte, error) {
	if files, ok := s.pkgs[pkg]; ok {
		return files, nil
	}
	dir := filepath.Join(s.tc.GOROOT, "src", filepath.FromSlash(pkg))
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("%s has no package %s: %w: use a GOROOT as it came from go.dev", s.tc.Version, pkg, err)
	}
	files := make(map[string][]byte)
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if ok, err := s.ctxt.MatchFile(dir, name); err != nil {
			return nil, err
		} else if !ok {
			continue
		}
		if files[name], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	s.pkgs[pkg] = files
	return files, nil
}

// defines reports whether the Go file name of r.Pkg defines what r names. The
// text tells most files apart without parsing them, as gofmt leaves few ways to
// begin a declaration. What it lets through is parsed, once.
func (s *stdFiles) defines(name string, src []byte, r *patch.Rule) bool {
	var begins []string
	switch bare := bareName(r.Func); {
	case r.Func == "":
		begins = []string{" " + r.Type + " struct", "\t" + r.Type + " struct", r.Type + "["}
	case bare == r.Func:
		begins = []string{"\nfunc " + bare + "(", "\nfunc " + bare + "["}
	default:
		begins = []string{") " + bare + "("}
	}
	if !slices.ContainsFunc(begins, func(b string) bool { return bytes.Contains(src, []byte(b)) }) {
		return false
	}
	path := path.Join(r.Pkg, name)
	if s.declared[path] == nil {
		s.declared[path] = declared(src)
	}
	return s.declared[path]["func "+r.Func] || s.declared[path]["struct "+r.Type]
}

// declared returns the functions and struct types that src declares, as
// "func ready" and "struct g". What does not parse declares what does parse.
func declared(src []byte) map[string]bool {
	names := make(map[string]bool)
	f, _ := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if f == nil {
		return names
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			names["func "+funcName(d)] = true
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if s, ok := s.(*ast.TypeSpec); ok {
					if _, ok := s.Type.(*ast.StructType); ok {
						names["struct "+s.Name.Name] = true
					}
				}
			}
		}
	}
	return names
}

// funcName writes a function's name as in patch.Rule.Func: "ready",
// "(*FD).Read", "syscallingThread.takeP". Type parameters are left out.
func funcName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	typ, star := ast.Unparen(fn.Recv.List[0].Type), false
	if t, ok := typ.(*ast.StarExpr); ok {
		typ, star = ast.Unparen(t.X), true
	}
	switch t := typ.(type) {
	case *ast.IndexExpr:
		typ = t.X
	case *ast.IndexListExpr:
		typ = t.X
	}
	id, ok := typ.(*ast.Ident)
	if !ok {
		return ""
	}
	if star {
		return "(*" + id.Name + ")." + fn.Name.Name
	}
	return id.Name + "." + fn.Name.Name
}

// bareName is the last part of a name written as in patch.Rule.Func.
func bareName(name string) string {
	return name[strings.LastIndexByte(name, '.')+1:]
}
