// Package variants has the analyzer of GR1901: files for other build tags.
package variants

import (
	"bytes"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports Go files that the build left out and that other tags would bring
// in for the same system. Files for other systems are not reported: greenify does
// not build for them. Neither are files of another package, such as programs that
// "go run" runs, nor tests.
var Analyzer = reason.Variants.Analyzer(run)

func run(pass *analysis.Pass) (any, error) {
	for _, name := range pass.IgnoredFiles {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || !nameFits(name) {
			continue
		}
		text, err := pass.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(pass.Fset, name, text, parser.PackageClauseOnly|parser.ParseComments|parser.SkipObjectResolution)
		if err != nil || file.Name.Name != pass.Pkg.Name() {
			continue // what cannot be parsed is no Go of this package
		}
		expr, at := constraintOf(file)
		if expr == nil || !reachable(expr) {
			continue
		}
		reason.Variants.Report(pass, at, "not looked at: builds only with "+expr.String())
	}
	return nil, nil
}

// constraintOf returns the go:build line of a file.
func constraintOf(file *ast.File) (constraint.Expr, ast.Node) {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() < file.Package && constraint.IsGoBuild(c.Text) {
				if expr, err := constraint.Parse(c.Text); err == nil {
					return expr, c
				}
			}
		}
	}
	return nil, nil
}

// reachable reports whether some set of tags satisfies expr on linux/amd64.
func reachable(expr constraint.Expr) bool {
	free := freeTags(expr, nil)
	if len(free) > 12 {
		return true // too many to try all
	}
	for set := range 1 << len(free) {
		if expr.Eval(func(tag string) bool {
			if i := slices.Index(free, tag); i >= 0 {
				return set&(1<<i) != 0
			}
			return tag == "linux" || tag == "amd64" || tag == "unix" || tag == "gc" || strings.HasPrefix(tag, "go1.")
		}) {
			return true
		}
	}
	return false
}

// freeTags lists the tags in expr that a user can choose.
func freeTags(expr constraint.Expr, list []string) []string {
	switch x := expr.(type) {
	case *constraint.TagExpr:
		if !fixed(x.Tag) && !slices.Contains(list, x.Tag) {
			list = append(list, x.Tag)
		}
	case *constraint.NotExpr:
		list = freeTags(x.X, list)
	case *constraint.AndExpr:
		list = freeTags(x.Y, freeTags(x.X, list))
	case *constraint.OrExpr:
		list = freeTags(x.Y, freeTags(x.X, list))
	}
	return list
}

// fixed reports whether a tag follows from the target, or is by custom never set.
func fixed(tag string) bool {
	return systems[tag] || strings.HasPrefix(tag, "go1.") ||
		tag == "ignore" || tag == "unix" || tag == "gc" || tag == "gccgo" || tag == "tinygo"
}

// nameFits reports whether the name of a file lets it build on linux/amd64.
func nameFits(name string) bool {
	parts := strings.Split(strings.TrimSuffix(filepath.Base(name), ".go"), "_")
	for _, part := range parts[1:] {
		if systems[part] && part != "linux" && part != "amd64" {
			return false
		}
	}
	return true
}

// systems are the names of systems and processors that Go knows.
var systems = func() map[string]bool {
	m := make(map[string]bool)
	for name := range bytes.FieldsSeq([]byte(`
		aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9
		solaris wasip1 windows zos
		386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32
		mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm`)) {
		m[string(name)] = true
	}
	return m
}()
