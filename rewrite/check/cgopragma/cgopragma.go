// Package cgopragma has the analyzer of GR1301: promises about C functions.
package cgopragma

import (
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports #cgo noescape and #cgo nocallback lines. They stand in the
// comment before import "C", which cgo keeps.
var Analyzer = reason.CgoPragma.Analyzer(run)

func run(pass *analysis.Pass) (any, error) {
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range gen.Specs {
				// cgo puts the import of unsafe where import "C" was.
				imp, ok := spec.(*ast.ImportSpec)
				if !ok || imp.Path.Value != `"unsafe"` || imp.Name == nil || imp.Name.Name != "_" {
					continue
				}
				for _, doc := range []*ast.CommentGroup{gen.Doc, imp.Doc} {
					if doc != nil {
						read(pass, imp, doc)
					}
				}
			}
		}
	}
	return nil, nil
}

// read reports the promises in doc at the import that it belongs to: cgo gives the
// comment itself no position in the source.
func read(pass *analysis.Pass, imp *ast.ImportSpec, doc *ast.CommentGroup) {
	for _, c := range doc.List {
		for line := range strings.Lines(c.Text) {
			f := strings.Fields(strings.TrimLeft(line, "/* \t"))
			if len(f) == 3 && f[0] == "#cgo" && (f[1] == "noescape" || f[1] == "nocallback") {
				reason.CgoPragma.Report(pass, imp, strings.Join(f, " "))
			}
		}
	}
}
