// Package mmapio has the analyzer of GR1009: files mapped into memory.
package mmapio

import (
	"go/ast"
	"go/constant"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/go-greenify/greenify/rewrite/check/knowledge"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports calls of Mmap, and of the system call by its number, unless a
// constant says that no file is mapped: a descriptor of -1, or MAP_ANONYMOUS.
var Analyzer = reason.MmapIO.Analyzer(run, inspect.Analyzer)

// places are the arguments of the mapping functions that hold flags and descriptor.
var places = map[string]struct{ flags, fd int }{
	"syscall.Mmap":                  {4, 0}, // (fd, offset, length, prot, flags)
	knowledge.Unix + ".Mmap":        {4, 0},
	knowledge.Unix + ".MmapPtr":     {5, 0}, // (fd, offset, addr, length, prot, flags)
	"syscall.Syscall6":              {4, 5}, // (trap, addr, length, prot, flags, fd, offset)
	"syscall.RawSyscall6":           {4, 5},
	knowledge.Unix + ".Syscall6":    {4, 5},
	knowledge.Unix + ".RawSyscall6": {4, 5},
}

const mapAnonymous = 0x20

func run(pass *analysis.Pass) (any, error) {
	if knowledge.Wrapped(pass.Pkg.Path()) {
		return nil, nil
	}
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for n := range in.PreorderSeq((*ast.CallExpr)(nil)) {
		call := n.(*ast.CallExpr)
		fn := typeutil.StaticCallee(pass.TypesInfo, call)
		if fn == nil {
			continue
		}
		place, ok := places[fn.FullName()]
		if !ok {
			continue
		}
		value := func(i int) (int64, bool) {
			if i >= len(call.Args) {
				return 0, false
			}
			v := pass.TypesInfo.Types[call.Args[i]].Value
			if v == nil {
				return 0, false
			}
			return constant.Int64Val(constant.ToInt(v))
		}
		if _, entry := knowledge.Entries[fn.FullName()]; entry {
			if number, ok := value(0); !ok || knowledge.Names[number] != "mmap" {
				continue
			}
		}
		if flags, ok := value(place.flags); ok && flags&mapAnonymous != 0 {
			continue
		}
		if isMinusOne(pass, call.Args[place.fd]) {
			continue
		}
		reason.MmapIO.Report(pass, call, fn.Name()+" of a file")
	}
	return nil, nil
}

// Ends reports whether the function around a mapping also ends it, so that it is read
// there and by what is called there.
func Ends(function ast.Node) bool {
	found := false
	ast.Inspect(function, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			found = found || n.Sel.Name == "Munmap" || n.Sel.Name == "MunmapPtr" || n.Sel.Name == "SYS_MUNMAP"
		}
		return !found
	})
	return found
}

// isMinusOne also takes ^uintptr(0), which is how the number is written there.
func isMinusOne(pass *analysis.Pass, e ast.Expr) bool {
	v := pass.TypesInfo.Types[e].Value
	if v == nil {
		return false
	}
	v = constant.ToInt(v)
	if n, exact := constant.Int64Val(v); exact {
		return n == -1
	}
	n, exact := constant.Uint64Val(v)
	return exact && n == ^uint64(0)
}
