package check

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/callgraph/rta"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
)

// A reach says what the program can reach.
type reach struct {
	// everything is set if there is no call graph, as a package did not load.
	everything bool
	// functions are the reachable functions by their syntax. Instances of a
	// generic function share it; one of them stands for all.
	functions map[ast.Node]*ssa.Function
	paths     *paths
	libraries map[*packages.Package]bool
	offloaded map[*ast.FuncDecl]bool
	// onHub says of the reachable functions by their syntax whether they may run
	// on the hub.
	onHub map[ast.Node]bool
}

// findReach builds the program in SSA form and follows its calls. It takes the
// syntax of the packages away, which nobody needs afterwards.
func findReach(prog *program) *reach {
	r := &reach{libraries: make(map[*packages.Package]bool), offloaded: offloaded(prog)}
	mains, libraries := entries(prog)
	for _, p := range libraries {
		r.libraries[p] = true
	}
	for _, p := range slices.Concat(mains, libraries) {
		if p.IllTyped {
			r.everything = true
			return r
		}
	}
	sprog, _ := ssautil.AllPackages(prog.named, ssa.InstantiateGenerics)

	var first []*ssa.Function // where paths begin
	for _, p := range mains {
		sp := sprog.Package(p.Types)
		first = append(first, sp.Func("main"), sp.Func("init"))
	}
	for _, p := range libraries {
		first = append(first, functionsOf(sprog, p)...)
	}
	behind, literals := hidden(sprog, prog)
	for _, p := range prog.all {
		p.TypesInfo = nil // as large as the syntax; SSA drops it package by package
	}
	sprog.Build()
	for _, l := range literals {
		if f := l.find(l.in); f != nil {
			behind = append(behind, f)
		}
	}
	result := rta.Analyze(slices.Concat(first, behind), true)
	r.functions, r.onHub = make(map[ast.Node]*ssa.Function), make(map[ast.Node]bool)
	on := onHub(result.CallGraph, r.offloaded, slices.Concat(first, behind))
	for f := range result.Reachable {
		if syntax := f.Syntax(); syntax != nil {
			// The choice must not depend on the order of the map.
			if g := r.functions[syntax]; g == nil || f.String() < g.String() {
				r.functions[syntax] = f
			}
			r.onHub[syntax] = r.onHub[syntax] || on[f]
		}
	}
	r.paths = newPaths(result.CallGraph, first, behind)
	return r
}

// entries finds the main packages that decide what is reached, and the packages
// that were named and that none of them links.
func entries(prog *program) (mains, libraries []*packages.Package) {
	tests := slices.ContainsFunc(prog.named, isTestMain)
	for _, p := range prog.named {
		if p.Name == "main" && (isTestMain(p) || !tests) {
			mains = append(mains, p)
		}
	}
	linked := make(map[string]bool)
	packages.Visit(mains, nil, func(p *packages.Package) { linked[p.PkgPath] = true })
	for _, p := range prog.named {
		if !linked[p.PkgPath] && !isTestMain(p) {
			libraries = append(libraries, p)
		}
	}
	return mains, libraries
}

// functionsOf returns everything that p declares and that is not generic; what is
// generic is reached by its instances.
func functionsOf(sprog *ssa.Program, p *packages.Package) []*ssa.Function {
	list := []*ssa.Function{sprog.Package(p.Types).Func("init")}
	for _, file := range p.Syntax {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok {
				if obj, ok := p.TypesInfo.Defs[f.Name].(*types.Func); ok && f.Name.Name != "_" {
					if fn := sprog.FuncValue(obj); fn != nil && fn.TypeParams().Len() == 0 && fn.Signature.RecvTypeParams().Len() == 0 {
						list = append(list, fn)
					}
				}
			}
		}
	}
	return list
}

// hidden returns the functions that are called in a way that SSA does not show:
// behind a linkname, by C, or by the collector. Literals among them exist only
// after the program was built.
func hidden(sprog *ssa.Program, prog *program) (list []*ssa.Function, literals []literal) {
	byPath := make(map[string]*ssa.Package)
	for _, sp := range sprog.AllPackages() {
		byPath[sp.Pkg.Path()] = sp
	}
	add := func(path, name string) {
		if sp := byPath[path]; sp != nil {
			if f := sp.Func(name); f != nil {
				if decl, ok := f.Syntax().(*ast.FuncDecl); ok && decl.Body != nil && f.TypeParams().Len() == 0 {
					list = append(list, f)
				}
			}
		}
	}
	links := prog.links
	for _, p := range prog.all {
		if prog.tc.IsStd(p) {
			continue
		}
		links = append(links, linksOf(p)...)
		for _, file := range p.Syntax {
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && exported(f) {
					add(p.PkgPath, f.Name.Name)
				}
			}
		}
		named, unnamed := finalizers(sprog, p)
		list, literals = append(list, named...), append(literals, unnamed...)
	}
	for _, l := range links {
		add(l.pkg, l.local) // pushed to where the other name is declared
		if i := strings.LastIndex(l.remote, "."); i > 0 {
			add(l.remote[:i], l.remote[i+1:]) // pulled
		}
	}
	slices.SortFunc(list, func(a, b *ssa.Function) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(list), literals
}

// exported reports whether C may call f.
func exported(f *ast.FuncDecl) bool {
	return f.Doc != nil && slices.ContainsFunc(f.Doc.List, func(c *ast.Comment) bool {
		return strings.HasPrefix(c.Text, "//export ")
	})
}

// finalizers finds the functions that p gives to runtime.SetFinalizer, which
// calls them by assembly.
func finalizers(sprog *ssa.Program, p *packages.Package) (list []*ssa.Function, literals []literal) {
	if p.Types == nil || !slices.ContainsFunc(p.Types.Imports(), func(imp *types.Package) bool { return imp.Path() == "runtime" }) {
		return nil, nil
	}
	for _, file := range p.Syntax {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 2 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "SetFinalizer" {
				return true
			}
			var id *ast.Ident
			switch arg := ast.Unparen(call.Args[1]).(type) {
			case *ast.Ident:
				id = arg
			case *ast.SelectorExpr: // a function of a package, or a method
				id = arg.Sel
			case *ast.FuncLit:
				if f := declaredAround(sprog, p, file, arg); f != nil {
					literals = append(literals, literal{f, arg})
				}
			}
			if id != nil {
				if obj, ok := p.TypesInfo.Uses[id].(*types.Func); ok {
					if f := sprog.FuncValue(obj); f != nil && f.TypeParams().Len() == 0 && f.Signature.RecvTypeParams().Len() == 0 {
						list = append(list, f)
					}
				}
			}
			return true
		})
	}
	return list, literals
}

// A literal is a function literal somewhere in a declared function.
type literal struct {
	in  *ssa.Function
	lit *ast.FuncLit
}

// find finds the SSA form of the literal in fn.
func (l literal) find(fn *ssa.Function) *ssa.Function {
	if fn.Syntax() == ast.Node(l.lit) {
		return fn
	}
	for _, anon := range fn.AnonFuncs {
		if g := l.find(anon); g != nil {
			return g
		}
	}
	return nil
}

// declaredAround finds the declared function around a literal, unless it is
// generic.
func declaredAround(sprog *ssa.Program, p *packages.Package, file *ast.File, lit *ast.FuncLit) *ssa.Function {
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || lit.Pos() < f.Pos() || lit.End() > f.End() {
			continue
		}
		if obj, ok := p.TypesInfo.Defs[f.Name].(*types.Func); ok {
			if fn := sprog.FuncValue(obj); fn != nil && fn.TypeParams().Len()+fn.Signature.RecvTypeParams().Len() == 0 {
				return fn
			}
		}
	}
	return nil
}

// counts reports whether the place of h can be reached, and by which function.
func (r *reach) counts(h *hit) (*ssa.Function, bool) {
	if r.everything || len(h.funcs) == 0 {
		return nil, true // of the package as a whole, which is linked
	}
	if f := r.functions[h.funcs[0]]; f != nil {
		return f, true
	}
	// In a library what is generic counts, as there may be nobody yet who uses it.
	return nil, r.libraries[h.pkg]
}
