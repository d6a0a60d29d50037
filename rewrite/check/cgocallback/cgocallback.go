// Package cgocallback has the analyzer of GR1104: Go functions that C calls.
package cgocallback

import (
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports functions with an export comment in packages that use cgo.
// Elsewhere the comment has no meaning, but to a linker that builds for wasm.
var Analyzer = reason.CgoCallback.Analyzer(run)

func run(pass *analysis.Pass) (any, error) {
	if !usesCgo(pass) {
		return nil, nil
	}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Doc == nil || f.Body == nil {
				continue
			}
			for _, c := range f.Doc.List {
				if strings.HasPrefix(c.Text, "//export ") {
					reason.CgoCallback.Report(pass, f.Name, f.Name.Name+" is called by C")
				}
			}
		}
	}
	return nil, nil
}

// usesCgo reports whether cgo has made files of the package.
func usesCgo(pass *analysis.Pass) bool {
	for _, file := range pass.Files {
		for _, imp := range file.Imports {
			if imp.Path.Value == `"runtime/cgo"` {
				return true
			}
		}
	}
	return false
}
