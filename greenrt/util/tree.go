package util

import (
	"cmp"
	"fmt"
	"iter"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// A GreenletTree is a greenlet or goroutine as it was at one moment, and below it those
// that it has started. It is the reader's, and does not change.
type GreenletTree struct {
	// Greenlet is nil for a goroutine that greenrt has not started and that has not
	// asked for greenrt.Current.
	Greenlet *greenrt.Greenlet
	// Goroutine is its number in stack traces, or 0 if it has not begun.
	Goroutine uint64
	// Name is the greenlet's, "main", or "goroutine" and its number.
	Name string
	// State says what it does in the words of a stack trace, as in "chan receive, 5
	// minutes", or "scheduled" if it has not begun.
	State string
	// Site is where it was started: a function and a place, or "" if nobody knows.
	Site string
	// Parent names the greenlet or goroutine that started it, which may have ended: then
	// the tree is one of the forest. It is "" if nobody knows.
	Parent string
	// SpawnStack is the stack of the one that started it, at that moment, if
	// [TrackSpawnStacks] was on. It is text as Stack is.
	SpawnStack string
	// Stack is where it is, in the format of debug.Stack without the first line.
	Stack string
	// Locals are its values of package local: their types, and for the greenlet that has
	// made the tree the values, which others may not look at.
	Locals []string
	// Children are those that it started, the oldest first.
	Children []*GreenletTree

	current bool
}

// Forest returns a tree for each greenlet and goroutine that lives and whose parent does
// not, the oldest first. It stops the world for a moment.
func Forest() []*GreenletTree {
	running := goroutines()
	mine := core.Lookup()
	var (
		nodes       []*GreenletTree
		byGreenlet  = make(map[uint64]*GreenletTree)
		byGoroutine = make(map[uint64]*GreenletTree)
	)
	add := func(t *GreenletTree) {
		nodes = append(nodes, t)
		if t.Greenlet != nil {
			byGreenlet[t.Greenlet.ID()] = t
		}
		if t.Goroutine != 0 {
			byGoroutine[t.Goroutine] = t
		}
	}
	self := core.Goid()
	bare := make(map[uint64]*core.G) // goroutines that greenrt has met, but are no greenlets, or no longer
	for _, g := range core.Live() {
		gl, ok := g.Owner.Load().(*greenrt.Greenlet)
		if !ok || gl.Ready() {
			bare[g.Goid()] = g
			continue
		}
		t := &GreenletTree{Greenlet: gl, Goroutine: gl.GoroutineID(), Name: gl.Name(), current: g == mine}
		if site := gl.Site(); site.PC != 0 {
			t.Site = fmt.Sprintf("%s (%s:%d)", site.Function[strings.LastIndexByte(site.Function, '/')+1:], site.File, site.Line)
		}
		t.SpawnStack = spawnStack(gl)
		t.locals(g)
		if r := running[t.Goroutine]; r != nil {
			t.describe(r)
		} else if t.Goroutine != 0 {
			t.State = "begun just now"
		} else {
			t.State = "scheduled"
		}
		if t.Goroutine == 1 && t.Name == fmt.Sprint("Greenlet-", gl.ID()) {
			t.Name = "main"
		}
		add(t)
	}
	for id, r := range running {
		if byGoroutine[id] != nil {
			continue
		}
		t := &GreenletTree{Goroutine: id, Name: fmt.Sprint("goroutine ", id), current: id == self}
		if id == 1 {
			t.Name = "main"
		}
		t.describe(r)
		if g := bare[id]; g != nil {
			t.locals(g)
		}
		add(t)
	}
	slices.SortFunc(nodes, older)
	var roots []*GreenletTree
	for _, t := range nodes {
		var parent *GreenletTree
		switch r := running[t.Goroutine]; {
		case t.Greenlet != nil && t.Greenlet.ParentID() != 0:
			t.Parent = fmt.Sprintf("Greenlet-%d, which has ended", t.Greenlet.ParentID())
			parent = byGreenlet[t.Greenlet.ParentID()]
		case r != nil && r.creator != 0:
			t.Parent = fmt.Sprintf("goroutine %d, which has ended", r.creator)
			parent = byGoroutine[r.creator]
		}
		if parent == nil || parent == t {
			roots = append(roots, t)
			continue
		}
		t.Parent = parent.Name
		parent.Children = append(parent.Children, t)
	}
	return roots
}

// describe puts what a stack trace says into t.
func (t *GreenletTree) describe(r *goroutine) {
	t.State, t.Stack = r.state, r.stack
	if t.Site == "" && r.site != "" {
		t.Site = fmt.Sprintf("%s (%s)", r.created, r.site)
	}
}

// older orders by age, as well as that is known: numbers of goroutines are given out in
// batches, and who has none has not begun.
func older(a, b *GreenletTree) int {
	id := func(t *GreenletTree) uint64 {
		if t.Greenlet == nil {
			return 0
		}
		return t.Greenlet.ID()
	}
	// Less one, so that none is the largest.
	return cmp.Or(cmp.Compare(a.Goroutine-1, b.Goroutine-1), cmp.Compare(id(a), id(b)))
}

// locals describes g's values of package local.
func (t *GreenletTree) locals(g *core.G) {
	g.EachLocal(func(v any) { t.Locals = append(t.Locals, local(v, t.current)) })
	slices.Sort(t.Locals)
}

// local describes a value of package local, of which v is a pointer.
func local(v any, mine bool) string {
	p := reflect.ValueOf(v)
	if !mine {
		return p.Type().Elem().String()
	}
	text := fmt.Sprintf("%s = %+v", p.Type().Elem(), p.Elem())
	if len(text) > 200 {
		text = text[:200] + "..."
	}
	return text
}

// CurrentTree returns the tree of [Forest] that the calling goroutine is in.
func CurrentTree() *GreenletTree {
	for _, root := range Forest() {
		for t := range root.All() {
			if t.current {
				return root
			}
		}
	}
	return nil // not reached: the caller lives
}

// All returns t and all below it, each before its children.
func (t *GreenletTree) All() iter.Seq[*GreenletTree] {
	return func(yield func(*GreenletTree) bool) { t.walk(yield) }
}

func (t *GreenletTree) walk(yield func(*GreenletTree) bool) bool {
	if !yield(t) {
		return false
	}
	for _, c := range t.Children {
		if !c.walk(yield) {
			return false
		}
	}
	return true
}

// String is Format without details.
func (t *GreenletTree) String() string { return t.Format(false) }

// Format returns the tree as text: a line for each greenlet with its name and state and
// where it was started, indented below its parent's. With details come its stack, its
// parent, its locals and the stack of the one that started it, if they are known.
func (t *GreenletTree) Format(details bool) string {
	var b strings.Builder
	t.format(&b, "", "", details)
	return b.String()
}

// format writes t behind first, and what follows behind rest.
func (t *GreenletTree) format(b *strings.Builder, first, rest string, details bool) {
	fmt.Fprintf(b, "%s%s", first, t.Name)
	if t.Goroutine != 0 && t.Name != fmt.Sprint("goroutine ", t.Goroutine) {
		fmt.Fprintf(b, "  goroutine %d", t.Goroutine)
	}
	fmt.Fprintf(b, " [%s]", t.State)
	if t.Site != "" && !details {
		fmt.Fprintf(b, "  %s", short(t.Site))
	}
	b.WriteByte('\n')
	if details {
		t.details(b, rest+" :    ")
	}
	for i, c := range t.Children {
		below := rest + " |    "
		if i == len(t.Children)-1 {
			below = rest + "      "
		}
		c.format(b, rest+" +--- ", below, details)
	}
}

func (t *GreenletTree) details(b *strings.Builder, margin string) {
	part := func(title, text string) {
		if text == "" {
			return
		}
		if !strings.Contains(text, "\n") {
			fmt.Fprintf(b, "%s%s: %s\n", margin, title, text)
			return
		}
		fmt.Fprintf(b, "%s%s:\n", margin, title)
		for line := range strings.Lines(strings.TrimRight(text, "\n")) {
			fmt.Fprintf(b, "%s  %s\n", margin, strings.TrimRight(line, "\n"))
		}
	}
	if t.Greenlet != nil {
		part("ID", fmt.Sprint(t.Greenlet.ID()))
	}
	part("Started by", t.Parent)
	part("Started at", t.Site)
	part("Started from", t.SpawnStack)
	part("Locals", strings.Join(t.Locals, "\n"))
	part("Stack", t.Stack)
}

// short cuts the directory out of "f (/dir/file.go:7)".
func short(site string) string {
	function, place, ok := strings.Cut(site, " (")
	if !ok {
		return site
	}
	return function + " (" + filepath.Base(strings.TrimSuffix(place, ")")) + ")"
}
