package kernelcall

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
)

// A callbackSet holds the functions of a package that run as callbacks of RawConn
// and in no other way.
type callbackSet map[ast.Node]bool // *ast.FuncLit and *ast.FuncDecl

// around reports whether a callback is the function around the node at the end
// of stack, or around that function.
func (s callbackSet) around(stack []ast.Node) bool {
	for _, n := range stack {
		if s[n] {
			return true
		}
	}
	return false
}

func findCallbacks(pass *analysis.Pass) callbackSet {
	set := make(callbackSet)
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)

	// What is given to RawConn: literals at once, names if all uses are such.
	given := make(map[types.Object]int)
	throughField := false
	for n := range in.PreorderSeq((*ast.CallExpr)(nil)) {
		call := n.(*ast.CallExpr)
		if !isRawConn(pass, call) || len(call.Args) != 1 {
			continue
		}
		switch arg := ast.Unparen(call.Args[0]).(type) {
		case *ast.FuncLit:
			set[arg] = true
		case *ast.Ident, *ast.SelectorExpr:
			if obj := pass.TypesInfo.Uses[nameOf(arg).(*ast.Ident)]; obj != nil {
				given[obj]++
				v, ok := obj.(*types.Var)
				throughField = throughField || ok && v.IsField()
			}
		}
	}
	if len(set) == 0 && len(given) == 0 {
		return set
	}
	uses := make(map[types.Object]int)
	for _, obj := range pass.TypesInfo.Uses {
		uses[obj]++
	}
	if throughField {
		set.addBound(pass, in)
	}
	for n := range in.PreorderSeq((*ast.FuncDecl)(nil), (*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil)) {
		switch n := n.(type) {
		case *ast.FuncDecl:
			obj := pass.TypesInfo.Defs[n.Name]
			// An exported function may be called from elsewhere.
			if given[obj] > 0 && given[obj] == uses[obj] && !n.Name.IsExported() {
				set[n] = true
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if id, ok := left.(*ast.Ident); ok && i < len(n.Rhs) {
					set.addVariable(pass, id, n.Rhs[i], given, uses)
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if i < len(n.Values) {
					set.addVariable(pass, id, n.Values[i], given, uses)
				}
			}
		}
	}
	for set.addHelpers(pass, in, uses) {
	}
	return set
}

// addHelpers adds the functions that are only called by functions of the set, and
// reports whether there was one. Methods and what is exported may be called by
// others.
func (s callbackSet) addHelpers(pass *analysis.Pass, in *inspector.Inspector, uses map[types.Object]int) (added bool) {
	inside := make(map[types.Object]int) // calls in the set
	in.WithStack([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node, push bool, stack []ast.Node) bool {
		if push && s.around(stack) {
			if id, ok := ast.Unparen(n.(*ast.CallExpr).Fun).(*ast.Ident); ok {
				if fn := function(pass.TypesInfo.Uses[id]); fn != nil {
					inside[fn]++
				}
			}
		}
		return true
	})
	for n := range in.PreorderSeq((*ast.FuncDecl)(nil)) {
		f := n.(*ast.FuncDecl)
		obj := pass.TypesInfo.Defs[f.Name]
		if !s[f] && f.Recv == nil && !f.Name.IsExported() && inside[obj] > 0 && inside[obj] == uses[obj] {
			s[f] = true
			added = true
		}
	}
	return added
}

// addBound adds, in a package that gives RawConn what is in a field, the functions
// and methods that may be in it: they have the signature of a callback, and are
// used as values only. golang.org/x/net/internal/socket keeps method values so.
func (s callbackSet) addBound(pass *analysis.Pass, in *inspector.Inspector) {
	called := make(map[types.Object]bool)
	for n := range in.PreorderSeq((*ast.CallExpr)(nil)) {
		if id, ok := nameOf(n.(*ast.CallExpr).Fun).(*ast.Ident); ok {
			called[pass.TypesInfo.Uses[id]] = true
		}
	}
	for n := range in.PreorderSeq((*ast.FuncDecl)(nil)) {
		f := n.(*ast.FuncDecl)
		fn := function(pass.TypesInfo.Defs[f.Name])
		if fn == nil || f.Name.IsExported() || called[fn] {
			continue
		}
		in, out := fn.Signature().Params(), fn.Signature().Results()
		if in.Len() == 1 && types.Identical(in.At(0).Type(), types.Typ[types.Uintptr]) &&
			(out.Len() == 0 || out.Len() == 1 && types.Identical(out.At(0).Type(), types.Typ[types.Bool])) {
			s[f] = true
		}
	}
}

// addVariable adds the literal that a new variable is set to, if the variable is
// used for nothing but callbacks.
func (s callbackSet) addVariable(pass *analysis.Pass, id *ast.Ident, value ast.Expr, given, uses map[types.Object]int) {
	obj := pass.TypesInfo.Defs[id]
	if lit, ok := ast.Unparen(value).(*ast.FuncLit); ok && obj != nil && given[obj] > 0 && given[obj] == uses[obj] {
		s[lit] = true
	}
}

// isRawConn reports whether call is Read, Write or Control of a syscall.RawConn,
// or of a type that has all three.
func isRawConn(pass *analysis.Pass, call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	switch sel.Sel.Name {
	case "Read", "Write", "Control":
	default:
		return false
	}
	t := pass.TypesInfo.TypeOf(sel.X)
	if t == nil {
		return false
	}
	for name, result := range map[string]types.Type{
		"Read": types.Typ[types.Bool], "Write": types.Typ[types.Bool], "Control": nil,
	} {
		obj, _, _ := types.LookupFieldOrMethod(t, true, pass.Pkg, name)
		fn := function(obj)
		if fn == nil || fn.Signature().Params().Len() != 1 {
			return false
		}
		callback, ok := fn.Signature().Params().At(0).Type().Underlying().(*types.Signature)
		if !ok || callback.Params().Len() != 1 || !types.Identical(callback.Params().At(0).Type(), types.Typ[types.Uintptr]) {
			return false
		}
		if result == nil && callback.Results().Len() != 0 ||
			result != nil && (callback.Results().Len() != 1 || !types.Identical(callback.Results().At(0).Type(), result)) {
			return false
		}
	}
	return true
}
