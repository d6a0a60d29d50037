package target

import (
	"go/ast"
	"go/types"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/kernelcall"
	"github.com/go-greenify/greenify/rewrite/check/knowledge"
)

// A Site is a raw system call that can wait.
type Site struct {
	Call *kernelcall.Call
	// Name is what is replaced, by New; nil for a call that stays raw.
	Name *ast.Ident
	New  string
	// Stays says in a few words why it stays raw, as in "in f, which forks".
	Stays string
}

// A Result is what there is to change in a package.
type Result struct {
	*Marks
	Raw []*Site // in the order of the source
}

// Analyzer makes the *Result of a package.
var Analyzer = &analysis.Analyzer{
	Name:       "target",
	Doc:        "find what a green build changes in a package",
	Requires:   []*analysis.Analyzer{kernelcall.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	Run: func(pass *analysis.Pass) (any, error) {
		return find(pass), nil
	},
}

func find(pass *analysis.Pass) *Result {
	r := &Result{Marks: FindMarks(pass.Files)}
	calls := pass.ResultOf[kernelcall.Analyzer].(kernelcall.Calls)
	var bound map[*ast.FuncDecl]string // if it is needed
	for _, c := range calls {
		if !c.Raw || !c.Known || c.Wait == knowledge.Never {
			continue
		}
		if bound == nil {
			bound = boundFuncs(pass, calls)
		}
		s := &Site{Call: c}
		s.Name, s.New, s.Stays = replacement(pass, c)
		if f := declAround(pass.Files, c.Node); f != nil && s.Name != nil {
			switch why := bound[f]; {
			case r.Funcs[f] == Off:
				s.Name, s.Stays = nil, "left alone by "+prefix+"off"
			case why != "":
				s.Name, s.Stays = nil, "in "+f.Name.Name+", which "+why
			}
		}
		r.Raw = append(r.Raw, s)
	}
	return r
}

// replacement returns the name of what is called in c, and the one that leaves the
// hub, or why there is none.
func replacement(pass *analysis.Pass, c *kernelcall.Call) (name *ast.Ident, with, stays string) {
	call, ok := c.Node.(*ast.CallExpr)
	if _, entry := knowledge.Entries[c.Function]; !ok || !entry {
		return nil, "", "by a function that has no other way"
	}
	fun := ast.Unparen(call.Fun)
	switch fun := fun.(type) {
	case *ast.SelectorExpr:
		name = fun.Sel
	case *ast.Ident: // by a dot import
		name = fun
	default:
		return nil, "", "called in a way that is not understood"
	}
	with, ok = strings.CutPrefix(name.Name, "Raw")
	if !ok {
		return nil, "", "on every thread" // AllThreadsSyscall
	}
	if fun == ast.Expr(name) {
		fn := pass.TypesInfo.Uses[name].(*types.Func)
		want := fn.Pkg().Scope().Lookup(with)
		if _, got := pass.Pkg.Scope().Innermost(name.Pos()).LookupParent(with, name.Pos()); got != want {
			return nil, "", "where " + with + " is another function"
		}
	}
	return name, with, ""
}

// declAround returns the declared function around n, or nil.
func declAround(files []*ast.File, n ast.Node) *ast.FuncDecl {
	for _, file := range files {
		if n.Pos() < file.FileStart || n.Pos() >= file.FileEnd {
			continue
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Pos() <= n.Pos() && n.Pos() < f.End() {
				return f
			}
		}
	}
	return nil
}
