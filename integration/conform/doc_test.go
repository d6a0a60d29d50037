package conform

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocumented looks for what greenrt and the packages below it export without a word:
// constants, variables, functions, types, methods, and fields. A package has an example
// that is run, in its tests.
func TestDocumented(t *testing.T) {
	packages, err := publicPackages(filepath.Join("..", "..", "greenrt"))
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for dir, p := range packages {
		say := func(at ast.Node, format, name string) {
			t.Errorf("%v: "+format, p.fset.Position(at.Pos()), name)
		}
		check := func(at ast.Node, name, text string) {
			names++
			if strings.TrimSpace(text) == "" {
				say(at, "%s is not documented", name)
			}
		}
		if p.doc.Doc == "" {
			t.Errorf("%s: the package has no description", dir)
		}
		values := func(list []*doc.Value) {
			for _, v := range list {
				for _, s := range v.Decl.Specs {
					s := s.(*ast.ValueSpec)
					for _, n := range s.Names {
						if n.IsExported() {
							check(n, n.Name, firstOf(s.Doc, s.Comment)+v.Doc)
						}
					}
				}
			}
		}
		functions := func(list []*doc.Func, of string) {
			for _, f := range list {
				check(f.Decl, of+f.Name, f.Doc)
			}
		}
		values(p.doc.Consts)
		values(p.doc.Vars)
		functions(p.doc.Funcs, "")
		for _, typ := range p.doc.Types {
			check(typ.Decl, typ.Name, typ.Doc)
			values(typ.Consts)
			values(typ.Vars)
			functions(typ.Funcs, "")
			functions(typ.Methods, typ.Name+".")
			for _, s := range typ.Decl.Specs {
				structure, ok := s.(*ast.TypeSpec).Type.(*ast.StructType)
				if !ok {
					continue
				}
				said := typ.Doc // what is said of one field may name the next
				for _, f := range structure.Fields.List {
					said += firstOf(f.Doc)
					for _, n := range f.Names {
						if n.IsExported() && !regexp.MustCompile(`\b`+n.Name+`\b`).MatchString(said) {
							check(n, typ.Name+"."+n.Name, firstOf(f.Doc, f.Comment))
						}
					}
				}
			}
		}
		runs := false
		for _, e := range p.examples {
			runs = runs || e.Output != "" || e.EmptyOutput
		}
		if !runs {
			t.Errorf("%s has no example that is run", dir)
		}
	}
	if len(packages) < 12 || names < 300 {
		t.Errorf("%d packages with %d names were found", len(packages), names)
	}
}

// firstOf returns the text of the first comment that has one.
func firstOf(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if text := g.Text(); text != "" {
			return text
		}
	}
	return ""
}

// A publicPackage is one that programs may import.
type publicPackage struct {
	fset     *token.FileSet
	doc      *doc.Package
	examples []*doc.Example
}

// publicPackages returns those in root and below it, by directory.
func publicPackages(root string) (map[string]publicPackage, error) {
	packages := make(map[string]publicPackage)
	err := filepath.WalkDir(root, func(dir string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return err
		case strings.HasPrefix(d.Name(), "_") || d.Name() == "internal" || d.Name() == "testdata":
			return fs.SkipDir
		}
		fset := token.NewFileSet()
		var files, tests []*ast.File
		paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			return err
		}
		for _, path := range paths {
			file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			if strings.HasSuffix(path, "_test.go") {
				tests = append(tests, file)
			} else {
				files = append(files, file)
			}
		}
		p := publicPackage{fset: fset, examples: doc.Examples(tests...)}
		// What two builds declare, each in a file of its own, is here once.
		if p.doc, err = doc.NewFromFiles(fset, files, filepath.ToSlash(dir)); err != nil {
			return err
		}
		packages[dir] = p
		return nil
	})
	return packages, err
}
