package check

import (
	"container/heap"
	"go/token"
	"strings"

	"golang.org/x/tools/go/callgraph"
	"golang.org/x/tools/go/ssa"
)

// paths holds, for each function, the call by which it is reached most plainly.
//
// The shortest path by the number of calls would mislead: dynamic calls are
// followed to each function that the types allow, so that any func() seems two
// calls away from sync.Once. A static call therefore costs 1, a call of an
// interface method 10, a call of a function value 100; the path with the fewest
// doubtful calls wins.
type paths struct {
	from map[*ssa.Function]*callgraph.Edge // nil where a path begins
	cost map[*ssa.Function]int
}

// How much the way over a call costs.
const (
	costStatic    = 1
	costInterface = 10
	costDynamic   = 100
	costHidden    = 10000 // to begin where the program does not
)

func newPaths(g *callgraph.Graph, first, hidden []*ssa.Function) *paths {
	p := &paths{make(map[*ssa.Function]*callgraph.Edge), make(map[*ssa.Function]int)}
	q := new(queue)
	begin := func(list []*ssa.Function, cost int) {
		for _, f := range list {
			if _, seen := p.cost[f]; !seen {
				p.cost[f], p.from[f] = cost, nil
				heap.Push(q, item{cost, f.String(), f})
			}
		}
	}
	begin(first, 0)
	begin(hidden, costHidden)
	done := make(map[*ssa.Function]bool)
	for q.Len() > 0 {
		f := heap.Pop(q).(item).f
		if done[f] {
			continue
		}
		done[f] = true
		node := g.Nodes[f]
		if node == nil {
			continue
		}
		for _, e := range node.Out {
			to := e.Callee.Func
			cost := p.cost[f] + costOf(e)
			if old, seen := p.cost[to]; !seen || cost < old {
				p.cost[to], p.from[to] = cost, e
				heap.Push(q, item{cost, to.String(), to})
			}
		}
	}
	return p
}

func costOf(e *callgraph.Edge) int {
	switch {
	case e.Site == nil:
		return costDynamic // by reflection
	case e.Site.Common().IsInvoke():
		return costInterface
	case e.Site.Common().StaticCallee() == nil:
		return costDynamic
	}
	return costStatic
}

// A step is a function on a path, and where it is called.
type step struct {
	f    *ssa.Function
	call token.Pos // in the step before; invalid in the first
}

// to returns the path to f, from where the program begins. Wrappers that the
// compiler makes are left out, and of a chain of package initializers its ends.
func (p *paths) to(f *ssa.Function) []step {
	var reversed []step
	for f != nil {
		s := step{f: f}
		e := p.from[f]
		if e != nil && e.Site != nil {
			s.call = e.Site.Pos()
		}
		reversed = append(reversed, s)
		if e == nil {
			break
		}
		f = e.Caller.Func
	}
	var list []step
	for i := len(reversed) - 1; i >= 0; i-- {
		s := reversed[i]
		wrapper := s.f.Synthetic != "" && s.f.Syntax() == nil && !strings.HasPrefix(s.f.Synthetic, "package initializer")
		middle := isInit(s.f) && len(list) > 0 && isInit(list[len(list)-1].f) && i > 0 && isInit(reversed[i-1].f)
		if wrapper && i > 0 || middle {
			continue
		}
		list = append(list, s)
	}
	return list
}

func isInit(f *ssa.Function) bool {
	return f.Synthetic == "package initializer"
}

// queue is a heap of functions by cost, and by name where that is the same, so
// that the paths of a program are always the same.
type queue []item

type item struct {
	cost int
	name string
	f    *ssa.Function
}

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	return q[i].cost < q[j].cost || q[i].cost == q[j].cost && q[i].name < q[j].name
}
func (q *queue) Push(x any) { *q = append(*q, x.(item)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
