package target

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/kernelcall"
)

// Functions that must not meet the scheduler.
//
// Between fork and exec the child has one thread and no scheduler: locks may be held by
// threads that are no more. Syscall would ask that scheduler for a processor
// when it returns, and the child would hang. Go's own forkAndExecInChild therefore
// makes raw calls, and so do the copies of it in container tools. A function is
// bound to be left alone if it
//
//	is marked with go:nosplit,              what runs there says so to the compiler,
//	with go:norace or go:nocheckptr         and nosplit code cannot switch
//	makes clone, clone3, fork or vfork      what follows runs in the child as well
//	calls what a linkname gives it of       the same by the runtime's own hooks
//	syscall's or runtime's forking
//	is called by such a function            it runs where that runs
//
// Calls through function values are not followed. A child that makes such calls
// already does what Go does not allow.

// boundFuncs returns the functions of a package that must not meet the scheduler, and
// for each a few words why.
func boundFuncs(pass *analysis.Pass, calls kernelcall.Calls) map[*ast.FuncDecl]string {
	decls := make(map[types.Object]*ast.FuncDecl)
	bound := make(map[*ast.FuncDecl]string)
	var work []*ast.FuncDecl
	bind := func(f *ast.FuncDecl, why string) {
		if f != nil && bound[f] == "" {
			bound[f] = why
			work = append(work, f)
		}
	}
	forks := make(map[types.Object]bool) // declared here, defined elsewhere by linkname
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			obj := pass.TypesInfo.Defs[f.Name]
			decls[obj] = f
			if pragma(f, "nosplit", "norace", "nocheckptr") {
				bind(f, "is marked as code that the scheduler must not touch")
			}
		}
		for _, group := range file.Comments {
			for _, c := range group.List {
				if rest, ok := strings.CutPrefix(c.Text, "//go:linkname "); ok {
					if w := strings.Fields(rest); len(w) == 2 && forkHook(w[1]) {
						forks[pass.Pkg.Scope().Lookup(w[0])] = true
					}
				}
			}
		}
	}
	in := func(n ast.Node) *ast.FuncDecl {
		for _, f := range decls {
			if f.Pos() <= n.Pos() && n.Pos() < f.End() {
				return f
			}
		}
		return nil
	}
	for _, c := range calls {
		if c.Is(isFork) {
			bind(in(c.Node), "forks")
		}
	}
	if len(forks) > 0 {
		for id, obj := range pass.TypesInfo.Uses {
			if forks[obj] {
				bind(in(id), "forks")
			}
		}
	}
	for len(work) > 0 {
		f := work[0]
		work = work[1:]
		if f.Body == nil {
			continue
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if fn, ok := pass.TypesInfo.Uses[id].(*types.Func); ok {
					bind(decls[fn.Origin()], "is called by "+f.Name.Name+", which "+firstCause(bound[f]))
				}
			}
			return true
		})
	}
	return bound
}

// firstCause keeps a chain of calls from being told link by link.
func firstCause(why string) string {
	if _, cause, ok := strings.Cut(why, ", which "); ok {
		return cause
	}
	return why
}

func isFork(name string) bool {
	switch name {
	case "clone", "clone3", "fork", "vfork":
		return true
	}
	return false
}

// forkHook reports whether a symbol belongs to what the standard library does
// around a fork.
func forkHook(symbol string) bool {
	pkg, name, _ := strings.Cut(symbol, ".")
	return (pkg == "syscall" || pkg == "runtime") && strings.Contains(strings.ToLower(name), "fork")
}
