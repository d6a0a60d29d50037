// Package spin has the analyzer of GR1005: loops that wait without a switch point.
//
// A loop is reported if nothing in it can switch and nothing that it does itself
// brings it nearer to its end: every condition that ends it reads only what
// others write. Calls of functions that are not known to return at once count as
// switch points, so a loop that calls anything of substance is not reported.
//
// A loop that retries a compare-and-swap with a value that it has just read is
// not a wait: that it failed means that somebody else has made progress.
package spin

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports loops that spin.
var Analyzer = reason.Spin.Analyzer(run, inspect.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for n := range in.PreorderSeq((*ast.ForStmt)(nil)) {
		l := &loop{pass: pass, stmt: n.(*ast.ForStmt), moved: make(map[types.Object]bool)}
		if l.switches() {
			continue
		}
		l.findMoved()
		switch ends := l.ends(); {
		case len(ends) == 0:
			reason.Spin.Report(pass, l.head(), "endless loop without a switch point")
		case !l.anyMoves(ends):
			reason.Spin.Report(pass, l.head(), "loop waits for another goroutine without a switch point")
		}
	}
	return nil, nil
}

type loop struct {
	pass *analysis.Pass
	stmt *ast.ForStmt
	// moved are the variables that the loop itself moves on: counters, and what
	// is computed from them.
	moved map[types.Object]bool
}

// head is the loop up to its body.
func (l *loop) head() analysis.Range {
	return span{l.stmt.For, l.stmt.Body.Lbrace}
}

type span struct{ from, to token.Pos }

func (s span) Pos() token.Pos { return s.from }
func (s span) End() token.Pos { return s.to }

// inside walks the loop without its Init, and without function literals, which
// are only made there.
func (l *loop) inside(visit func(ast.Node) bool) {
	for _, n := range []ast.Node{l.stmt.Cond, l.stmt.Body, l.stmt.Post} {
		if n == ast.Expr(nil) || n == ast.Stmt(nil) || n == nil {
			continue
		}
		ast.Inspect(n, func(n ast.Node) bool {
			if _, ok := n.(*ast.FuncLit); ok {
				return false
			}
			return visit(n)
		})
	}
}

// switches reports whether something in the loop can switch, or may take as long
// as it likes.
func (l *loop) switches() (found bool) {
	l.inside(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt, *ast.SelectStmt, *ast.GoStmt, *ast.DeferStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.RangeStmt:
			switch l.pass.TypesInfo.TypeOf(n.X).Underlying().(type) {
			case *types.Chan, *types.Signature:
				found = true
			}
		case *ast.CallExpr:
			found = found || !l.instant(n)
		}
		return !found
	})
	return found
}

// instant reports whether a call is a conversion, a builtin, an atomic operation
// or a look at the clock.
func (l *loop) instant(call *ast.CallExpr) bool {
	if l.pass.TypesInfo.Types[call.Fun].IsType() {
		return true
	}
	switch callee := typeutil.Callee(l.pass.TypesInfo, call).(type) {
	case *types.Builtin:
		return callee.Name() != "print" && callee.Name() != "println"
	case *types.Func:
		if callee.Pkg() == nil {
			return false
		}
		switch callee.Pkg().Path() {
		case "sync/atomic":
			return true
		case "time":
			switch callee.Name() {
			case "Now", "Since", "Until", "Sub", "Before", "After", "Equal", "Compare", "UnixNano":
				return callee.FullName() != "time.After"
			}
		}
	}
	return false
}

// findMoved finds the variables that the loop moves on: counters, those that it
// sets to a constant, and those that its assignments compute, in one step or
// several, from themselves or from another such variable.
func (l *loop) findMoved() {
	from := make(map[types.Object][]ast.Expr) // what each variable is set to
	l.inside(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IncDecStmt:
			l.move(n.X)
		case *ast.RangeStmt:
			l.move(n.Key)
			l.move(n.Value)
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if n.Tok != token.ASSIGN && n.Tok != token.DEFINE {
					l.move(left)
				} else if obj := l.object(left); obj != nil {
					from[obj] = append(from[obj], n.Rhs[min(i, len(n.Rhs)-1)])
				}
			}
		}
		return true
	})
	for obj := range from {
		if l.dependsOnMoved(from, obj, make(map[types.Object]bool)) {
			l.moved[obj] = true
		}
	}
}

func (l *loop) move(e ast.Expr) {
	if e != nil {
		if obj := l.object(e); obj != nil {
			l.moved[obj] = true
		}
	}
}

// dependsOnMoved reports whether a variable is computed from one that is moved, or
// from one of those that are computed from it.
func (l *loop) dependsOnMoved(from map[types.Object][]ast.Expr, obj types.Object, above map[types.Object]bool) (yes bool) {
	if above[obj] || l.moved[obj] {
		return true
	}
	above[obj] = true
	defer delete(above, obj)
	for _, e := range from[obj] {
		if !l.reads(e) {
			return true
		}
		ast.Inspect(e, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && !yes {
				used := l.pass.TypesInfo.ObjectOf(id)
				yes = used != nil && (len(from[used]) > 0 || l.moved[used]) && l.dependsOnMoved(from, used, above)
			}
			return !yes
		})
	}
	return yes
}

// object returns the variable or field that e names.
func (l *loop) object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return l.pass.TypesInfo.ObjectOf(e)
	case *ast.SelectorExpr:
		return l.pass.TypesInfo.ObjectOf(e.Sel)
	case *ast.IndexExpr:
		return l.object(e.X)
	case *ast.StarExpr:
		return l.object(e.X)
	}
	return nil
}

// reads reports whether e reads memory that others may write: fields, elements,
// what a pointer points to, package variables, atomics. A local variable is as
// good as a constant, unless the loop sets it.
func (l *loop) reads(e ast.Expr) (yes bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr, *ast.StarExpr, *ast.IndexExpr:
			yes = true
		case *ast.CallExpr:
			yes = yes || !l.pass.TypesInfo.Types[n.Fun].IsType()
		case *ast.Ident:
			v, ok := l.pass.TypesInfo.ObjectOf(n).(*types.Var)
			yes = yes || ok && (v.Parent() == l.pass.Pkg.Scope() || l.assigns(v))
		}
		return !yes
	})
	return yes
}

// ends returns the conditions that end the loop. A way out without a condition,
// or by a condition of another kind, is given as the statement itself, which
// counts as one that moves.
func (l *loop) ends() []ast.Node {
	var ends []ast.Node
	if l.stmt.Cond != nil {
		ends = append(ends, l.stmt.Cond)
	}
	var walk func(n ast.Node, guards []ast.Node, depth int)
	walk = func(n ast.Node, guards []ast.Node, depth int) {
		ast.Inspect(n, func(n ast.Node) bool {
			out := false
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.IfStmt:
				inner := append(guards[:len(guards):len(guards)], n.Cond)
				walk(n.Body, inner, depth)
				if n.Else != nil {
					walk(n.Else, inner, depth)
				}
				return false
			case *ast.ForStmt:
				walk(n.Body, guards, depth+1)
				return false
			case *ast.RangeStmt:
				walk(n.Body, guards, depth+1)
				return false
			case *ast.SwitchStmt:
				inner := guards
				if n.Tag != nil {
					inner = append(guards[:len(guards):len(guards)], n.Tag)
				}
				for _, clause := range n.Body.List {
					clause := clause.(*ast.CaseClause)
					mine := inner[:len(inner):len(inner)]
					for _, e := range clause.List {
						mine = append(mine, e)
					}
					for _, s := range clause.Body {
						walk(s, mine, depth+1)
					}
				}
				return false
			case *ast.ReturnStmt:
				out = true
			case *ast.BranchStmt:
				out = n.Tok == token.GOTO || n.Tok == token.BREAK && (depth == 0 || n.Label != nil)
			case *ast.CallExpr:
				id, ok := n.Fun.(*ast.Ident)
				out = ok && id.Name == "panic"
			}
			if out {
				if len(guards) == 0 {
					ends = append(ends, n)
				}
				ends = append(ends, guards...)
			}
			return true
		})
	}
	walk(l.stmt.Body, nil, 0)
	return ends
}

// anyMoves reports whether the loop itself brings one of its ends nearer.
func (l *loop) anyMoves(ends []ast.Node) bool {
	for _, end := range ends {
		e, ok := end.(ast.Expr)
		if !ok || l.moves(e) {
			return true
		}
	}
	return false
}

// moves reports whether e depends on a variable that the loop moves on, or
// retries a compare-and-swap with what the loop has read, or looks at a map or
// string of its own.
func (l *loop) moves(e ast.Expr) (yes bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			yes = yes || l.moved[l.pass.TypesInfo.ObjectOf(n)]
		case *ast.CallExpr:
			yes = yes || l.isRetry(n)
		}
		return !yes
	})
	return yes
}

// isRetry reports whether call compares and swaps with an old value that the loop
// itself has read, or adds, which moves on by itself.
func (l *loop) isRetry(call *ast.CallExpr) bool {
	fn := typeutil.StaticCallee(l.pass.TypesInfo, call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" {
		return false
	}
	if strings.HasPrefix(fn.Name(), "Add") {
		return true
	}
	if !strings.HasPrefix(fn.Name(), "CompareAndSwap") || len(call.Args) < 2 {
		return false
	}
	old := call.Args[len(call.Args)-2]
	assigned := false
	ast.Inspect(old, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			obj := l.pass.TypesInfo.ObjectOf(id)
			_, isVar := obj.(*types.Var)
			assigned = assigned || isVar && l.assigns(obj)
		}
		if _, ok := n.(*ast.CallExpr); ok {
			assigned = true // as in CompareAndSwap(x.Load(), y)
		}
		return !assigned
	})
	return assigned
}

// assigns reports whether the loop sets obj.
func (l *loop) assigns(obj types.Object) (yes bool) {
	l.inside(func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok {
			for _, left := range a.Lhs {
				yes = yes || l.object(left) == obj
			}
		}
		return !yes
	})
	return yes
}
