package kernelcall

import (
	"go/ast"
	"go/constant"
	"go/types"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/go-greenify/greenify/rewrite/check/knowledge"
)

// A Call is one place where a package enters the kernel.
type Call struct {
	Node     ast.Node // the call, or the function's name where it is a value
	Function string   // the full name of what is called
	Raw      bool     // the scheduler is not told
	Known    bool     // which system call it is
	Names    []string // the system calls, if known
	Wait     knowledge.Wait
	InLoop   bool
	Args     []ast.Expr // the arguments of the system call, from the first; nil for wrappers and values
}

// Is reports whether the call is known to make a system call that is in the set.
func (c *Call) Is(set func(name string) bool) bool {
	for _, name := range c.Names {
		if set(name) {
			return true
		}
	}
	return false
}

// What says in a few words what the call does.
func (c *Call) What() string {
	short := c.Function[strings.LastIndex(c.Function, "/")+1:]
	if !c.Known {
		return short
	}
	return short + " of " + strings.Join(c.Names, " and ") + ", which " + c.Wait.String()
}

// Calls are the calls of a package in the order of its source.
type Calls []*Call

// Analyzer makes the Calls of a package.
var Analyzer = &analysis.Analyzer{
	Name:       "kernelcall",
	Doc:        "find where a package enters the kernel",
	Requires:   []*analysis.Analyzer{inspect.Analyzer},
	ResultType: reflect.TypeFor[Calls](),
	Run:        run,
}

func run(pass *analysis.Pass) (any, error) {
	var calls Calls
	if knowledge.Wrapped(pass.Pkg.Path()) || !uses(pass.Pkg) {
		return calls, nil // the table knows these packages
	}
	callbacks := findCallbacks(pass)
	called := make(map[ast.Node]bool) // names that are called, not values
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	types := []ast.Node{(*ast.CallExpr)(nil), (*ast.Ident)(nil)}
	in.WithStack(types, func(n ast.Node, push bool, stack []ast.Node) bool {
		if !push {
			return true
		}
		var c *Call
		switch n := n.(type) {
		case *ast.CallExpr:
			if fn := typeutil.StaticCallee(pass.TypesInfo, n); fn != nil {
				if c = judge(pass, fn, n.Args); c != nil {
					c.Node = n
					called[nameOf(n.Fun)] = true
				}
			}
		case *ast.Ident:
			if fn := function(pass.TypesInfo.Uses[n]); fn != nil && !called[n] {
				if c = judge(pass, fn, nil); c != nil {
					c.Node = n
				}
			}
		}
		if c == nil {
			return true
		}
		if c.Wait == knowledge.Descriptor && callbacks.around(stack) {
			return true
		}
		c.InLoop = inLoop(stack)
		calls = append(calls, c)
		return true
	})
	return calls, nil
}

// uses reports whether pkg imports something that can enter the kernel.
func uses(pkg *types.Package) bool {
	for _, imp := range pkg.Imports() {
		if knowledge.Wrapped(imp.Path()) {
			return true
		}
	}
	return false
}

func function(obj types.Object) *types.Func {
	fn, _ := obj.(*types.Func)
	return fn
}

// nameOf returns the identifier that names a called function.
func nameOf(fun ast.Expr) ast.Node {
	switch fun := ast.Unparen(fun).(type) {
	case *ast.SelectorExpr:
		return fun.Sel
	case *ast.IndexExpr:
		return nameOf(fun.X)
	default:
		return fun
	}
}

// judge returns the Call that a use of fn is, or nil. args is nil for a value.
func judge(pass *analysis.Pass, fn *types.Func, args []ast.Expr) *Call {
	if fn.Pkg() == nil || !knowledge.Wrapped(fn.Pkg().Path()) || fn.Signature().Recv() != nil {
		return nil
	}
	name := fn.FullName()
	if i := strings.LastIndex(name, "/vendor/"); i >= 0 {
		name = name[i+len("/vendor/"):]
	}
	constantArg := func(from int) knowledge.Arg {
		return func(i int) (int64, bool) {
			if from+i >= len(args) {
				return 0, false
			}
			return constantOf(pass, args[from+i])
		}
	}
	if entry, ok := knowledge.Entries[name]; ok {
		c := &Call{Function: name, Raw: entry.Raw}
		number, ok := constantArg(0)(0)
		if call := knowledge.Names[number]; ok && call != "" {
			c.Known, c.Names = true, []string{call}
			c.Wait = knowledge.WaitOfCall(call, constantArg(1))
			c.Args = args[1:]
		}
		return c
	}
	if f, ok := knowledge.Functions[name]; ok {
		c := &Call{Function: name, Raw: f.Raw, Known: true, Names: f.Calls}
		c.Wait = knowledge.WaitOfFunction(name, constantArg(0))
		return c
	}
	return nil
}

// constantOf returns the value of a constant expression. A conversion such as
// uintptr(unsafe.Pointer(nil)) is none to the compiler, but is zero.
func constantOf(pass *analysis.Pass, e ast.Expr) (int64, bool) {
	if v := pass.TypesInfo.Types[e].Value; v != nil {
		v = constant.ToInt(v)
		if n, exact := constant.Int64Val(v); exact {
			return n, true
		}
		if n, exact := constant.Uint64Val(v); exact {
			return int64(n), true
		}
	}
	return 0, false
}

// inLoop reports whether the innermost function has a loop around the node.
func inLoop(stack []ast.Node) bool {
	for i := len(stack) - 1; i >= 0; i-- {
		switch stack[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		case *ast.FuncLit, *ast.FuncDecl:
			return false
		}
	}
	return false
}
