package check

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// A hit is a finding before it is known whether it counts.
type hit struct {
	reason  *reason.Reason
	pkg     *packages.Package
	pos     token.Pos // invalid if the finding is about the package as a whole
	message string
	// funcs are the functions around the place, the innermost first. Without
	// any, the finding belongs to the package.
	funcs []ast.Node
	name  string // of the innermost function's declaration
}

// analyze runs analyzers over the packages that are not of the standard library.
// A package that does not type-check gives one hit, and is not analyzed.
func analyze(prog *program, analyzers []*analysis.Analyzer) ([]*hit, error) {
	var hits []*hit
	var sound []*packages.Package
	for _, p := range prog.all {
		if prog.tc.IsStd(p) || isTestMain(p) {
			continue
		}
		switch list := problems(p); {
		case len(list) > 0:
			hits = append(hits, broken(p, list)...)
		case p.IllTyped:
			hits = append(hits, &hit{reason: reason.Behind, pkg: p, message: reason.Behind.Message("it imports " + culprit(p) + ", which did not load")})
		default:
			sound = append(sound, p)
		}
	}
	graph, err := checker.Analyze(analyzers, sound, nil)
	if err != nil {
		return nil, err
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, fmt.Errorf("analyzer %s, package %s: %w", act.Analyzer.Name, act.Package.PkgPath, act.Err)
		}
		for _, d := range act.Diagnostics {
			r := reason.Find(d.Category)
			if r == nil {
				return nil, fmt.Errorf("analyzer %s: finding of unknown reason %q", act.Analyzer.Name, d.Category)
			}
			h := &hit{reason: r, pkg: act.Package, pos: d.Pos, message: d.Message}
			at := d.Pos
			if len(d.Related) > 0 {
				at = d.Related[0].Pos
			}
			if r != reason.Directive { // with which nothing builds, reached or not
				h.funcs, h.name = around(act.Package, at)
			}
			hits = append(hits, h)
		}
	}
	return hits, nil
}

// broken makes the hits of a package that did not load: all of its problems are
// one finding, as most of them follow from the first.
func broken(p *packages.Package, list []string) []*hit {
	const most = 10
	if extra := len(list) - most; extra > 0 {
		list = append(list[:most:most], fmt.Sprintf("and %d more", extra))
	}
	text := list[0]
	for _, line := range list[1:] {
		text += "; " + line
	}
	return []*hit{{reason: reason.NotLoaded, pkg: p, message: reason.NotLoaded.Message(text)}}
}

// culprit finds a package that p imports, directly or not, and that has errors.
func culprit(p *packages.Package) string {
	seen := make(map[*packages.Package]bool)
	var find func(p *packages.Package) string
	find = func(p *packages.Package) string {
		if seen[p] {
			return ""
		}
		seen[p] = true
		if len(p.Errors) > 0 {
			return p.PkgPath
		}
		var paths []string
		for path := range p.Imports {
			paths = append(paths, path)
		}
		slices.Sort(paths)
		for _, path := range paths {
			if q := p.Imports[path]; q.IllTyped || len(q.Errors) > 0 {
				if name := find(q); name != "" {
					return name
				}
			}
		}
		return ""
	}
	if name := find(p); name != "" {
		return name
	}
	return "a package"
}

// around finds the functions of p around pos, the innermost first.
func around(p *packages.Package, pos token.Pos) (funcs []ast.Node, name string) {
	for _, file := range p.Syntax {
		if pos < file.FileStart || pos > file.FileEnd {
			continue
		}
		for _, decl := range file.Decls {
			from := decl.Pos()
			if f, ok := decl.(*ast.FuncDecl); ok && f.Doc != nil {
				from = f.Doc.Pos() // directives stand there
			}
			if pos < from || pos > decl.End() {
				continue
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if n == nil || n != ast.Node(decl) && (pos < n.Pos() || pos > n.End()) {
					return false
				}
				switch n := n.(type) {
				case *ast.FuncDecl:
					funcs, name = append(funcs, n), n.Name.Name
				case *ast.FuncLit:
					funcs = append(funcs, n)
				}
				return true
			})
		}
	}
	slices.Reverse(funcs)
	return funcs, name
}
