package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/go-greenify/greenify/greenrt/monitor"
)

// A node are the greenlets that were started at one place by greenlets of the node above
// it. Where one starts itself, or another that starts it, they are all of one node, so that
// the tree is no deeper than there are places.
type node struct {
	Name, File string
	Own, All   int // greenlets of this node, and with those below
	States     []state
	Some       string // the first of them
	Children   []*node
	Open       bool
	Hidden     int // nodes below that are not shown

	site     *monitor.Site
	root     bool // of the main goroutine
	parent   *node
	bySite   map[*monitor.Site]*node
	byState  map[string]int
	examples []string
}

// A state is what some greenlets of a node do.
type state struct {
	N     int
	Class string // the state
	Text  string
}

const (
	maxExamples = 6
	maxNodes    = 400
	openDepth   = 3
)

// newTree makes the tree of all greenlets. Those whose parent has ended are roots.
func newTree(all []monitor.Greenlet) []*node {
	top := &node{bySite: make(map[*monitor.Site]*node)}
	byID := make(map[uint64]*monitor.Greenlet)
	for i := range all {
		if all[i].ID != 0 {
			byID[all[i].ID] = &all[i]
		}
	}
	nodes := make(map[*monitor.Greenlet]*node)
	for i := range all {
		// The ancestors that have no node yet, without recursion: there may be
		// very many. The list was made while they came and went, so it may have a cycle.
		var line []*monitor.Greenlet
		for g := &all[i]; g != nil && nodes[g] == nil && !slices.Contains(line[max(len(line)-8, 0):], g) && len(line) <= len(all); g = byID[g.Parent] {
			line = append(line, g)
		}
		for _, g := range slices.Backward(line) {
			if nodes[g] != nil {
				continue
			}
			above := nodes[byID[g.Parent]]
			if above == nil {
				above = top
			}
			n := above.below(g)
			n.add(g)
			nodes[g] = n
		}
	}
	top.finish()
	left := maxNodes
	top.limit(&left, 0)
	return top.Children
}

// below returns n's node for g, which a greenlet of n has started.
func (n *node) below(g *monitor.Greenlet) *node {
	for at := n; at != nil && at.parent != nil; at = at.parent {
		if at.site == g.Site && !at.root && g.Site != nil {
			return at
		}
	}
	c := n.bySite[g.Site]
	if c == nil {
		c = &node{site: g.Site, root: g.ID == 1, parent: n, Name: siteName(g.Site), bySite: make(map[*monitor.Site]*node), byState: make(map[string]int)}
		c.File = siteFile(g.Site)
		if g.Site == nil && g.ID != 1 {
			c.Name = "started by C, or by what greenrt does not know"
		}
		n.bySite[g.Site] = c
		n.Children = append(n.Children, c)
	}
	return c
}

func (n *node) add(g *monitor.Greenlet) {
	n.Own++
	text := g.State.String()
	if g.Wait != "" {
		text += ": " + g.Wait
	}
	if g.Away {
		text += ", away"
	}
	n.byState[text]++
	if len(n.examples) < maxExamples && g.ID != 0 {
		one := fmt.Sprint(g.ID)
		if g.Name != "" {
			one += " " + g.Name
		}
		if g.Since > 0 {
			one += " (for " + brief(g.Since) + " at least)"
		}
		n.examples = append(n.examples, one)
	}
}

// finish sums up and sorts.
func (n *node) finish() {
	n.All = n.Own
	for _, c := range n.Children {
		c.finish()
		n.All += c.All
	}
	slices.SortFunc(n.Children, func(a, b *node) int {
		return cmp.Or(cmp.Compare(b.All, a.All), cmp.Compare(a.Name, b.Name), cmp.Compare(a.File, b.File))
	})
	for text, c := range n.byState {
		word, _, _ := strings.Cut(text, ":")
		word, _, _ = strings.Cut(word, ",")
		n.States = append(n.States, state{c, word, text})
	}
	slices.SortFunc(n.States, func(a, b state) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Text, b.Text)) })
	n.Some = strings.Join(n.examples, ", ")
	if n.Own > len(n.examples) && len(n.examples) > 0 {
		n.Some += ", …"
	}
}

// limit leaves out what is too much for a page: the smallest nodes of each.
func (n *node) limit(left *int, depth int) {
	n.Open = depth <= openDepth
	keep := min(len(n.Children), *left)
	for _, c := range n.Children[keep:] {
		n.Hidden += c.size()
	}
	n.Children = n.Children[:keep]
	*left -= keep
	for _, c := range n.Children {
		c.limit(left, depth+1)
	}
}

func (n *node) size() int {
	size := 1
	for _, c := range n.Children {
		size += c.size()
	}
	return size
}
