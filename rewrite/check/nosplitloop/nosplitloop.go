// Package nosplitloop has the analyzer of GR1006: long loops in functions that
// have no stack check.
package nosplitloop

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports loops in functions marked go:nosplit that call nothing and are
// not short by a constant.
var Analyzer = reason.NosplitLoop.Analyzer(run)

// short is the number of rounds that a loop may have. A round is a few
// nanoseconds.
const short = 1 << 16

func run(pass *analysis.Pass) (any, error) {
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body == nil || !marked(f) {
				continue
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncLit:
					return false // has a stack check of its own
				case *ast.ForStmt:
					if !calls(pass, n.Body) && !shortFor(pass, n) {
						reason.NosplitLoop.Report(pass, head{n.For, n.Body.Lbrace}, "loop in "+f.Name.Name+", which is marked go:nosplit")
					}
				case *ast.RangeStmt:
					if !calls(pass, n.Body) && !shortRange(pass, n) {
						reason.NosplitLoop.Report(pass, head{n.For, n.Body.Lbrace}, "loop in "+f.Name.Name+", which is marked go:nosplit")
					}
				}
				return true
			})
		}
	}
	return nil, nil
}

type head struct{ from, to token.Pos }

func (h head) Pos() token.Pos { return h.from }
func (h head) End() token.Pos { return h.to }

func marked(f *ast.FuncDecl) bool {
	if f.Doc == nil {
		return false
	}
	for _, c := range f.Doc.List {
		if c.Text == "//go:nosplit" {
			return true
		}
	}
	return false
}

// calls reports whether n calls a function, where the scheduler can ask.
func calls(pass *analysis.Pass, n ast.Node) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			tv := pass.TypesInfo.Types[call.Fun]
			if !tv.IsType() && !tv.IsBuiltin() {
				found = true
			}
		}
		return !found
	})
	return found
}

// shortFor reports whether a loop counts to a small constant.
func shortFor(pass *analysis.Pass, n *ast.ForStmt) bool {
	cond, ok := n.Cond.(*ast.BinaryExpr)
	if !ok || n.Post == nil {
		return false
	}
	switch cond.Op {
	case token.LSS, token.LEQ, token.NEQ:
		return small(pass, cond.Y)
	case token.GTR, token.GEQ: // counts down from where it begins
		init, ok := n.Init.(*ast.AssignStmt)
		return ok && len(init.Rhs) == 1 && small(pass, init.Rhs[0])
	}
	return false
}

func shortRange(pass *analysis.Pass, n *ast.RangeStmt) bool {
	t := pass.TypesInfo.TypeOf(n.X).Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	if a, ok := t.(*types.Array); ok {
		return a.Len() <= short
	}
	return small(pass, n.X)
}

func small(pass *analysis.Pass, e ast.Expr) bool {
	v := pass.TypesInfo.Types[e].Value
	if v == nil || v.Kind() != constant.Int {
		return false
	}
	n, exact := constant.Int64Val(v)
	return exact && n <= short
}
