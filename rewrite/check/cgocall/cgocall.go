// Package cgocall has the analyzer of GR1102: calls of C code.
//
// It reads what cgo has made of the source, whose positions are those of the
// source itself.
package cgocall

import (
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports each call of a C function. The helpers of cgo, which convert
// strings and bytes, and free are not worth a word.
var Analyzer = reason.CgoCall.Analyzer(run, inspect.Analyzer)

var helpers = map[string]bool{
	"CString": true, "CBytes": true, "GoString": true, "GoStringN": true, "GoBytes": true,
	"_CMalloc": true, "free": true,
}

func run(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for n := range in.PreorderSeq((*ast.CallExpr)(nil)) {
		call := n.(*ast.CallExpr)
		id, ok := ast.Unparen(call.Fun).(*ast.Ident)
		if !ok {
			continue
		}
		name, ok := strings.CutPrefix(id.Name, "_Cfunc_")
		if !ok {
			name, ok = strings.CutPrefix(id.Name, "_C2func_") // with errno
		}
		if !ok || helpers[name] || generated(pass.Fset.Position(call.Pos()).Filename) {
			continue
		}
		reason.CgoCall.Report(pass, id, "calls C."+name)
	}
	return nil, nil
}

// generated reports whether a file is cgo's own.
func generated(name string) bool {
	return strings.HasSuffix(name, "_cgo_gotypes.go") || strings.HasSuffix(name, ".cgo1.go")
}
