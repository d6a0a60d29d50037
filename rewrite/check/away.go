package check

import (
	"go/ast"
	"strings"

	"golang.org/x/tools/go/callgraph"
	"golang.org/x/tools/go/ssa"

	"github.com/go-greenify/greenify/rewrite/check/mmapio"
	"github.com/go-greenify/greenify/rewrite/check/reason"
	"github.com/go-greenify/greenify/rewrite/target"
)

// What runs off the hub.
//
// A function that is marked with //greenify:offload leaves the hub, and what it calls
// runs off the hub as well. What it starts with a go statement does not. So a function
// can hold the hub if the program reaches it without a call of an offloaded
// function, or by a go statement in one; else a finding in it makes its package
// offloaded, if the harm would have been done by whoever runs the code.

// onHub returns the functions that may run on the hub, of those that g has, when the
// program begins with roots.
func onHub(g *callgraph.Graph, marks map[*ast.FuncDecl]bool, roots []*ssa.Function) map[*ssa.Function]bool {
	on := make(map[*ssa.Function]bool)
	gone := make(map[*ssa.Function]bool) // offloaded, and reached
	var work []*ssa.Function
	reach := func(f *ssa.Function) {
		if seen := on; !seen[f] && !gone[f] {
			if decl, ok := f.Syntax().(*ast.FuncDecl); ok && marks[decl] {
				seen = gone
			}
			seen[f] = true
			work = append(work, f)
		}
	}
	for _, f := range roots {
		reach(f)
	}
	// Off the hub there are go statements to look for; each function is looked into once
	// on the hub, and once off it.
	off := make(map[*ssa.Function]bool)
	var offWork []*ssa.Function
	leave := func(f *ssa.Function) {
		if !off[f] && !on[f] {
			off[f] = true
			offWork = append(offWork, f)
		}
	}
	for len(work)+len(offWork) > 0 {
		var f *ssa.Function
		away := len(work) == 0
		if away {
			f, offWork = offWork[0], offWork[1:]
		} else {
			f, work = work[0], work[1:]
			away = gone[f]
		}
		node := g.Nodes[f]
		if node == nil {
			continue
		}
		for _, e := range node.Out {
			if _, starts := e.Site.(*ssa.Go); starts || !away {
				reach(e.Callee.Func)
			} else {
				leave(e.Callee.Func)
			}
		}
	}
	return on
}

// offloaded returns the functions of the program that are marked.
func offloaded(prog *program) map[*ast.FuncDecl]bool {
	list := make(map[*ast.FuncDecl]bool)
	for _, p := range prog.all {
		for f, d := range target.FindMarks(p.Syntax).Funcs {
			if d == target.Offload {
				list[f] = true
			}
		}
	}
	return list
}

// away reports whether the place of h runs off the hub only, so that a finding of its
// reason does no harm there.
func (r *reach) away(h *hit) bool {
	if !h.reason.Local || len(h.funcs) == 0 {
		return false
	}
	// A mapping is read wherever it gets to, unless it ends where it began.
	if h.reason == reason.MmapIO && !mmapio.Ends(h.funcs[len(h.funcs)-1]) {
		return false
	}
	if on, known := r.onHub[h.funcs[0]]; known {
		return !on
	}
	decl, ok := h.funcs[0].(*ast.FuncDecl) // without a call graph, what is plain to see
	return ok && r.offloaded[decl]
}

// awayMessage is the message of a finding in such a place.
func awayMessage(h *hit) string {
	return h.reason.Message(strings.TrimSuffix(h.message, " ["+h.reason.ID+"]") + ", off the hub")
}
