package show

import (
	"slices"

	"github.com/go-greenify/greenify/rewrite/check"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// The package graph as a drawing: a dot for each package, in bands by how many
// imports it is away from the packages that were named. It is laid out here and
// not in the browser, so that the page is the same everywhere and needs no
// library.

const (
	graphColumns = 44
	graphStep    = 26
	graphMargin  = 20
	graphRadius  = 7
)

type graphNode struct {
	Index   int
	X, Y    int
	Package *check.Package
}

type graphEdge struct {
	From, To       int
	X1, Y1, X2, Y2 int
	Bad            bool // leads to a package that is worse than offloaded
}

type graph struct {
	Width, Height int
	Nodes         []graphNode
	Edges         []graphEdge
}

func newGraph(r *check.Report) *graph {
	index := make(map[string]int)
	for i, p := range r.Packages {
		index[p.Path] = i
	}
	g := &graph{
		Width: 2*graphMargin + (graphColumns-1)*graphStep,
		Nodes: make([]graphNode, len(r.Packages)),
	}
	y := graphMargin
	for _, band := range bands(r, index) {
		for i, n := range band {
			if i > 0 && i%graphColumns == 0 {
				y += graphStep
			}
			row := min(len(band)-i/graphColumns*graphColumns, graphColumns) // how many are in this row
			x := g.Width/2 - (row-1)*graphStep/2 + i%graphColumns*graphStep
			g.Nodes[n] = graphNode{n, x, y, r.Packages[n]}
		}
		y += 2 * graphStep
	}
	g.Height = y
	for i, p := range r.Packages {
		for _, imp := range p.Imports {
			j := index[imp]
			a, b := g.Nodes[i], g.Nodes[j]
			g.Edges = append(g.Edges, graphEdge{i, j, a.X, a.Y, b.X, b.Y, r.Packages[j].Verdict > reason.Offloaded})
		}
	}
	return g
}

// bands sorts packages by their distance from those that were named.
func bands(r *check.Report, index map[string]int) [][]int {
	distance := make(map[int]int)
	var queue []int
	for i, p := range r.Packages {
		if p.Named {
			distance[i] = 0
			queue = append(queue, i)
		}
	}
	deepest := 0
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		deepest = max(deepest, distance[i])
		for _, imp := range r.Packages[i].Imports {
			j := index[imp]
			if _, seen := distance[j]; !seen {
				distance[j] = distance[i] + 1
				queue = append(queue, j)
			}
		}
	}
	list := make([][]int, deepest+2)
	for i := range r.Packages {
		d, seen := distance[i]
		if !seen {
			d = deepest + 1
		}
		list[d] = append(list[d], i)
	}
	return slices.DeleteFunc(list, func(band []int) bool { return len(band) == 0 })
}
