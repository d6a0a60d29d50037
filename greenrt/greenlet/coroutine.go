package greenlet

import (
	"bytes"
	"errors"
	"runtime"
	"strconv"
	"sync/atomic"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// A coroutine is a Greenlet without the type of its values. All of a tree's are used
// only by the one that runs, which has the baton, so nothing here is locked; what
// anybody may ask for is atomic.
type coroutine struct {
	root   *coroutine
	parent *coroutine // nil for a root
	run    func(any) (any, error)
	state  atomic.Uint32
	goid   atomic.Uint64
	inbox  message // for its pending switch, unless
	full   bool    // the message is a value, in box
	box    interface{ take() any }
	place  core.Waiter // where it waits in it
	trace  Tracer
	event  string     // of the switch that is under way, if it is traced; the root's
	origin *coroutine // and where it comes from
}

const (
	fresh = iota
	begun
	dead
)

// A message is what one passes to another.
type message struct {
	value any
	err   error
	panic *PanicError
}

// running returns the coroutine that the calling goroutine is.
func running() *coroutine {
	g := core.Self()
	if c, ok := g.Coroutine.(*coroutine); ok {
		return c
	}
	c := new(coroutine)
	c.root = c
	c.state.Store(begun)
	c.goid.Store(g.Goid())
	c.place.Reset()
	g.Coroutine = c
	return c
}

// transfer passes m and control from the running coroutine to c, and returns what is passed
// back. It is the long way of Switch, for all cases.
func (c *coroutine) transfer(from *coroutine, event string, m message) message {
	switch {
	case from.root != c.root:
		return message{err: ErrForeign}
	case from == c:
		return message{err: ErrSelf}
	}
	switch c.state.Load() {
	case dead:
		return message{err: ErrDead}
	case fresh:
		if m.err != nil {
			// Its function is not called, and its parent gets the error.
			c.state.Store(dead)
			heir, last := c.heir(), message{err: m.err}
			if errors.Is(m.err, ErrExit) {
				last.err = nil
			}
			if heir == from {
				return last
			}
			return heir.transfer(from, event, last)
		}
	}
	c.inbox = m
	c.announce(event, from)
	if c.state.Load() == fresh {
		from.begin(c)
	} else {
		from.place.HandOver(&c.place)
	}
	return from.arrive()
}

// begin starts c, and waits until control comes back. It is a function of its own for stackOf:
// c may ask for from's stack before from waits.
func (from *coroutine) begin(c *coroutine) {
	c.launch()
	from.place.WaitShielded()
}

// launch starts c's goroutine.
func (c *coroutine) launch() {
	c.state.Store(begun)
	c.place.Reset()
	go c.main()
}

// arrive takes the message with which control has come to c.
func (c *coroutine) arrive() message {
	m := c.inbox
	c.inbox = message{}
	if c.full {
		m.value, c.full = c.box.take(), false
	}
	if c.root.trace != nil {
		c.root.traced(c)
	}
	return m
}

// announce says what is about to be traced.
func (c *coroutine) announce(event string, from *coroutine) {
	if root := c.root; root.trace != nil {
		root.event, root.origin = event, from
	}
}

// traced calls the tracer of root, c's, to which control has come. A tracer that panics is
// not called again.
func (root *coroutine) traced(c *coroutine) {
	trace, from := root.trace, root.origin
	root.origin = nil
	returned := false
	defer func() {
		if !returned {
			root.trace = nil
		}
	}()
	trace(root.event, &Greenlet[any]{from}, &Greenlet[any]{c})
	returned = true
}

// heir returns to whom control goes when c ends: its nearest ancestor that lives.
func (c *coroutine) heir() *coroutine {
	p := c.parent
	for p.state.Load() == dead {
		p = p.parent
	}
	return p
}

// main is the goroutine of a coroutine that is no root.
func (c *coroutine) main() {
	g := core.Self()
	g.Coroutine = c
	c.goid.Store(g.Goid())
	var last message
	returned := false
	defer func() {
		if !returned {
			if r := recover(); r != nil {
				last = message{panic: caught(r)}
			} else {
				last = message{err: errGoexit}
			}
		}
		if errors.Is(last.err, ErrExit) {
			last = message{}
		}
		c.state.Store(dead)
		heir := c.heir()
		for heir.state.Load() == fresh && (last.err != nil || last.panic != nil) {
			// It is as if that was thrown: its function is not called, and its parent gets it.
			heir.state.Store(dead)
			heir = heir.heir()
		}
		heir.inbox = last
		heir.announce("switch", c)
		if heir.state.Load() == fresh {
			heir.launch()
		} else {
			heir.place.Wake()
		}
	}()
	m := c.arrive()
	last.value, last.err = c.run(m.value)
	returned = true
}

var errGoexit = errors.New("greenlet: greenlet called runtime.Goexit")

// suspensions are on the stack of a greenlet that is suspended, and of no other: what transfer and
// Switch wait by.
var suspensions = [][]byte{[]byte("core.(*Waiter).HandOver("), []byte("core.(*Waiter).Pass("), []byte("greenlet.(*coroutine).begin(")}

// stackOf returns the stack of the goroutine with the given number, or nil if it is not
// suspended.
func stackOf(goid uint64) []byte {
	buf := make([]byte, 64<<10)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	head := []byte("goroutine " + strconv.FormatUint(goid, 10) + " [")
	for stack := range bytes.SplitSeq(buf, []byte("\n\n")) {
		if !bytes.HasPrefix(stack, head) {
			continue
		}
		for _, wait := range suspensions {
			if bytes.Contains(stack, wait) {
				return stack
			}
		}
		return nil // it runs
	}
	return nil
}
