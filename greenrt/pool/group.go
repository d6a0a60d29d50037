package pool

import (
	"sync"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// A Group is a set of greenlets. One that ends leaves it. The zero value is empty.
type Group struct {
	mu      sync.Mutex
	members map[*greenrt.Greenlet]func() // to stop watching
	empty   core.Line[struct{}]
	left    func() // called when one leaves
}

// Add adds gl, which was started elsewhere.
func (g *Group) Add(gl *greenrt.Greenlet) { g.add(gl) }

// add is Add, and reports whether gl was no member.
func (g *Group) add(gl *greenrt.Greenlet) bool {
	g.mu.Lock()
	if g.members == nil {
		g.members = make(map[*greenrt.Greenlet]func())
	}
	if _, is := g.members[gl]; is {
		g.mu.Unlock()
		return false
	}
	g.members[gl] = nil
	g.mu.Unlock()
	stop := gl.OnReady(func() { g.Discard(gl) })
	g.mu.Lock()
	if _, is := g.members[gl]; is {
		g.members[gl] = stop
	}
	g.mu.Unlock()
	return true
}

// Discard takes gl out, if it is in, without ending it.
func (g *Group) Discard(gl *greenrt.Greenlet) {
	g.mu.Lock()
	stop, is := g.members[gl]
	delete(g.members, gl)
	if is && len(g.members) == 0 {
		g.empty.ServeAll(struct{}{})
	}
	left := g.left
	g.mu.Unlock()
	if stop != nil {
		stop()
	}
	if is && left != nil {
		left()
	}
}

// Go starts fn in the group.
func (g *Group) Go(fn func() error) *greenrt.Greenlet {
	gl := greenrt.GoErr(fn)
	g.Add(gl)
	return gl
}

// Len returns how many members there are.
func (g *Group) Len() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.members)
}

// Contains reports whether gl is a member.
func (g *Group) Contains(gl *greenrt.Greenlet) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, is := g.members[gl]
	return is
}

// Members returns the members, in no particular order.
func (g *Group) Members() []*greenrt.Greenlet {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := make([]*greenrt.Greenlet, 0, len(g.members))
	for gl := range g.members {
		all = append(all, gl)
	}
	return all
}

// Join waits until the group is empty, which those who join it meanwhile put off.
func (g *Group) Join() { g.JoinTimeout(greenrt.Never) }

// JoinTimeout is [Group.Join] for at most d. It reports whether the group is empty.
func (g *Group) JoinTimeout(d time.Duration) bool {
	g.mu.Lock()
	if len(g.members) == 0 || d <= 0 {
		defer g.mu.Unlock()
		return len(g.members) == 0
	}
	p := g.empty.Enter(struct{}{})
	g.mu.Unlock()
	_, empty := p.Wait(&g.mu, d)
	return empty
}

// Kill kills the members, those who join meanwhile included, and waits until the group
// is empty. See greenrt.Greenlet.Kill for its error. A member that calls it is killed
// last, by itself.
func (g *Group) Kill() error {
	for {
		members := g.Members()
		if len(members) == 0 {
			return nil
		}
		if err := greenrt.KillAll(members...); err != nil {
			return err
		}
		for _, gl := range members {
			g.Discard(gl) // it does so itself in a moment
		}
	}
}
