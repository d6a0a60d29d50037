// Package use finds where a package mentions functions of the standard library:
// called, deferred, or as a value, under whatever name the import has.
package use

import (
	"go/ast"
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// Of returns the identifiers that name one of the functions, which have full names
// such as "runtime.LockOSThread". The analyzer must require inspect.Analyzer.
func Of(pass *analysis.Pass, functions ...string) iter.Seq[*ast.Ident] {
	return func(yield func(*ast.Ident) bool) {
		in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
		for n := range in.PreorderSeq((*ast.Ident)(nil)) {
			id := n.(*ast.Ident)
			fn, ok := pass.TypesInfo.Uses[id].(*types.Func)
			if ok && slices.Contains(functions, fn.FullName()) && !yield(id) {
				return
			}
		}
	}
}
