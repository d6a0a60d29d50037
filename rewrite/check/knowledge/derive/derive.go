package derive

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/constant"
	"go/format"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/go-greenify/greenify/rewrite/check/knowledge"
)

// apart are functions that are not looked into.
var apart = map[string]bool{
	// Their calls are made in the child. The parent waits for exec, about as
	// long as a fork takes.
	"forkExec": true, "forkAndExecInChild": true, "forkAndExecInChild1": true,
	"forkAndExecFailureCleanup": true, "Exec": true,
	// They set a flag by fcntl.
	"CloseOnExec": true, "SetNonblock": true,
}

// variables hold numbers that are the same in each build for 64 bits.
var variables = map[string]string{"fcntl64Syscall": "fcntl"}

// Tables returns the generated files of package knowledge by name, made from the
// sources that the go command finds in dir.
func Tables(dir string) (map[string][]byte, error) {
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadSyntax | packages.NeedModule,
		Dir:  dir,
	}, "syscall", knowledge.Unix)
	if err != nil {
		return nil, err
	}
	numbers := make(map[int64]string)
	functions := make(map[string]knowledge.Function)
	for _, pkg := range pkgs {
		if len(pkg.Errors) > 0 {
			return nil, fmt.Errorf("%s: %v", pkg.PkgPath, pkg.Errors[0])
		}
		addNumbers(numbers, pkg.Types)
	}
	for _, pkg := range pkgs {
		addFunctions(functions, pkg, numbers)
	}
	texts := map[string]string{
		"numbers.go":   numbersText(numbers),
		"functions.go": functionsText(functions),
	}
	files := make(map[string][]byte)
	for name, text := range texts {
		if files[name], err = format.Source([]byte(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return files, nil
}

// addNumbers collects the constants SYS_NAME.
func addNumbers(numbers map[int64]string, pkg *types.Package) {
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok {
			continue
		}
		if call, ok := strings.CutPrefix(name, "SYS_"); ok {
			if n, exact := constant.Int64Val(constant.ToInt(c.Val())); exact {
				numbers[n] = strings.TrimPrefix(strings.ToLower(call), "_")
			}
		}
	}
}

// calls are the system calls of a function.
type calls struct {
	names map[string]bool // true if it is made raw
	uses  map[types.Object]bool
}

func addFunctions(functions map[string]knowledge.Function, pkg *packages.Package, numbers map[int64]string) {
	own := make(map[types.Object]*calls)
	for _, file := range pkg.Syntax {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil && !apart[f.Name.Name] {
				own[pkg.TypesInfo.Defs[f.Name]] = scan(pkg, f, numbers)
			}
		}
	}
	for obj := range own {
		if !obj.Exported() || isMethod(obj) {
			continue
		}
		if _, entry := knowledge.Entries[pkg.PkgPath+"."+obj.Name()]; entry {
			continue
		}
		all := make(map[string]bool)
		gather(own, obj, all, make(map[types.Object]bool))
		if f, ok := judge(all); ok {
			functions[pkg.PkgPath+"."+obj.Name()] = f
		}
	}
}

func isMethod(obj types.Object) bool {
	sig, ok := obj.Type().(*types.Signature)
	return ok && sig.Recv() != nil
}

// scan finds the system calls that f makes itself, and what it mentions.
func scan(pkg *packages.Package, f *ast.FuncDecl, numbers map[int64]string) *calls {
	c := &calls{make(map[string]bool), make(map[types.Object]bool)}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if fn, ok := pkg.TypesInfo.Uses[n].(*types.Func); ok && fn.Pkg() == pkg.Types {
				c.uses[fn] = true
			}
		case *ast.CallExpr:
			id, ok := n.Fun.(*ast.Ident)
			if !ok || len(n.Args) == 0 {
				return true
			}
			raw := strings.HasPrefix(strings.ToLower(id.Name), "raw")
			if !raw && !strings.HasPrefix(id.Name, "Syscall") {
				return true
			}
			if v, ok := n.Args[0].(*ast.Ident); ok && variables[v.Name] != "" {
				name := variables[v.Name]
				c.names[name] = c.names[name] || raw
			}
			if tv := pkg.TypesInfo.Types[n.Args[0]]; tv.Value != nil {
				if nr, exact := constant.Int64Val(constant.ToInt(tv.Value)); exact && numbers[nr] != "" {
					c.names[numbers[nr]] = c.names[numbers[nr]] || raw
				}
			}
		}
		return true
	})
	return c
}

// gather adds to all the calls of obj and of what it mentions.
func gather(own map[types.Object]*calls, obj types.Object, all map[string]bool, seen map[types.Object]bool) {
	c := own[obj]
	if c == nil || seen[obj] {
		return
	}
	seen[obj] = true
	for name, raw := range c.names {
		all[name] = all[name] || raw
	}
	for use := range c.uses {
		gather(own, use, all, seen)
	}
}

// judge makes the entry of a function, if it needs one: it waits for an event or
// a descriptor, or enters raw with a call that can wait at all.
func judge(all map[string]bool) (f knowledge.Function, needed bool) {
	for name, raw := range all {
		wait := knowledge.WaitOf(name)
		if wait >= knowledge.Descriptor || raw && wait != knowledge.Never {
			f.Calls = append(f.Calls, name)
			f.Raw = f.Raw || raw
		}
	}
	slices.Sort(f.Calls)
	return f, len(f.Calls) > 0
}

const header = "// Code generated by gen.go. DO NOT EDIT.\n\npackage knowledge\n\n"

func numbersText(numbers map[int64]string) string {
	var b bytes.Buffer
	b.WriteString(header + "// Names are the system calls of linux/amd64 by number.\nvar Names = map[int64]string{\n")
	for _, n := range slices.Sorted(maps.Keys(numbers)) {
		fmt.Fprintf(&b, "%d: %q,\n", n, numbers[n])
	}
	b.WriteString("}\n")
	return b.String()
}

func functionsText(functions map[string]knowledge.Function) string {
	var b bytes.Buffer
	b.WriteString(header + "// Functions are the wrappers that wait, by their full names.\nvar Functions = map[string]Function{\n")
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		f := functions[name]
		fmt.Fprintf(&b, "%q: {", name)
		if f.Raw {
			b.WriteString("Raw: true, ")
		}
		fmt.Fprintf(&b, "Calls: %#v},\n", f.Calls)
	}
	b.WriteString("}\n")
	return b.String()
}
