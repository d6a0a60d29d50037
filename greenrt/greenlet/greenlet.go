package greenlet

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

var (
	// ErrDead is the error of switching to a greenlet that has ended.
	ErrDead = errors.New("greenlet: switch to a greenlet that has ended")
	// ErrSelf is the error of a greenlet that switches to itself.
	ErrSelf = errors.New("greenlet: switch to the running greenlet itself")
	// ErrForeign is the error of switching to a greenlet of another tree.
	ErrForeign = errors.New("greenlet: switch to a greenlet that belongs to another goroutine")
	// ErrCycle is the error of SetParent with a descendant.
	ErrCycle = errors.New("greenlet: parent would be its own ancestor")
	// ErrExit, thrown into a greenlet and returned by its function, ends it without
	// an error: the parent's Switch returns the zero value.
	ErrExit = errors.New("greenlet: exit")
)

// PanicError is what the Switch of a parent panics with when a greenlet has panicked.
type PanicError struct {
	Value any    // what it panicked with
	Stack []byte // where, as debug.Stack returns it
}

// Error returns the value and the stack as text.
func (e *PanicError) Error() string {
	return fmt.Sprintf("greenlet: panic: %v\n\n%s", e.Value, e.Stack)
}

// Unwrap returns the panic's value if that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// A Greenlet is a coroutine that takes and gives values of type T. Its methods may be
// called by greenlets of its own tree, which run one at a time, unless they say
// otherwise.
type Greenlet[T any] struct {
	c *coroutine
}

// New returns a greenlet that will call run, with the value of the Switch that starts
// it. Its parent is the running greenlet.
func New[T any](run func(T) (T, error)) *Greenlet[T] {
	parent := running()
	return &Greenlet[T]{&coroutine{
		root:   parent.root,
		parent: parent,
		run: func(v any) (any, error) {
			in, err := value[T](v)
			if err != nil {
				return nil, err
			}
			return run(in)
		},
	}}
}

// Current returns the running greenlet, which in a goroutine that no greenlet has made
// is the goroutine's root. Values for it have type T.
func Current[T any]() *Greenlet[T] {
	return &Greenlet[T]{running()}
}

// Switch passes v to g and control with it, and returns what is passed back to the
// caller by whoever switches to it, or ends with it as parent. The error is ErrDead,
// ErrSelf or ErrForeign, and then g did not run; or what was thrown into the
// caller, or what a child's function returned; or says that the value that was
// passed back is no T.
func (g *Greenlet[T]) Switch(v T) (T, error) {
	// This is transfer for the usual case, in a green program: from one that was
	// switched to before to another, with the same type of value both ways.
	if me := core.Mine(); me != nil {
		from, _ := me.Coroutine.(*coroutine)
		to := g.c
		b, _ := to.box.(*box[T])
		if from != nil && b != nil && from.root == to.root && from != to && to.state.Load() == begun && from.root.trace == nil {
			b.v, to.full = v, true
			from.place.Pass(&to.place)
			if b, _ := from.box.(*box[T]); b != nil && from.full {
				v, from.full = b.v, false
				b.v = *new(T) // for the collector
				return v, nil
			}
			return back[T](from.arrive())
		}
	}
	from := running()
	if _, ok := g.c.box.(*box[T]); !ok && from.root == g.c.root && core.Green {
		g.c.box = new(box[T]) // for the next time
	}
	return back[T](g.c.transfer(from, "switch", message{value: v}))
}

// A box is where a value lies while control passes, so that none has to be allocated. A
// coroutine keeps the last.
type box[T any] struct{ v T }

// take takes the value out.
func (b *box[T]) take() any {
	v := b.v
	b.v = *new(T)
	return v
}

// Throw has the pending Switch of g return err, and returns as Switch does. If g has not
// begun, its function is not called, and err goes to its parent.
func (g *Greenlet[T]) Throw(err error) (T, error) {
	return back[T](g.c.transfer(running(), "throw", message{err: err}))
}

func back[T any](m message) (T, error) {
	if m.panic != nil {
		panic(m.panic)
	}
	if m.err != nil {
		return *new(T), m.err
	}
	return value[T](m.value)
}

func value[T any](v any) (T, error) {
	t, ok := v.(T)
	if !ok && v != nil {
		return t, fmt.Errorf("greenlet: a %T was passed where a %T is expected", v, t)
	}
	return t, nil
}

// Started reports whether g has begun and not ended. Anybody may call it.
func (g *Greenlet[T]) Started() bool { return g.c.state.Load() == begun }

// Dead reports whether g has ended. Anybody may call it.
func (g *Greenlet[T]) Dead() bool { return g.c.state.Load() == dead }

// Is reports whether g and the Greenlet other, of whatever type, are the same.
func (g *Greenlet[T]) Is(other interface{ coroutine() *coroutine }) bool {
	return g.c == other.coroutine()
}

func (g *Greenlet[T]) coroutine() *coroutine { return g.c }

// Parent returns the greenlet to which control goes when g ends, or nil if g is the root of
// its tree. It may have ended itself: then its own parent is next. To compare, use Is.
func (g *Greenlet[T]) Parent() *Greenlet[any] {
	if g.c.parent == nil {
		return nil
	}
	return &Greenlet[any]{g.c.parent}
}

// SetParent makes parent, of the same tree, the one to which control goes when g ends. The
// error is ErrForeign or ErrCycle. A root has no parent: all others are its descendants.
func (g *Greenlet[T]) SetParent(parent interface{ coroutine() *coroutine }) error {
	p := parent.coroutine()
	if p.root != g.c.root {
		return ErrForeign
	}
	for c := p; c != nil; c = c.parent {
		if c == g.c {
			return ErrCycle
		}
	}
	g.c.parent = p
	return nil
}

// Stack returns the stack of g as text, in the format of debug.Stack, if g is suspended
// in a Switch; else it is nil. Anybody may call it. It stops the world.
func (g *Greenlet[T]) Stack() []byte {
	if g.c.state.Load() != begun {
		return nil
	}
	return stackOf(g.c.goid.Load())
}

// A Tracer is told of a switch. The event is "switch" or "throw"; control has come from one
// to the other, which calls the Tracer and may not switch in it.
type Tracer func(event string, from, to *Greenlet[any])

// SetTrace has fn called at each switch in the calling goroutine's tree, after it. If fn
// panics, that goes on in the greenlet that control has come to, and fn is no longer set.
// SetTrace returns what was set before; nil is nothing.
func SetTrace(fn Tracer) (old Tracer) {
	root := running().root
	old, root.trace = root.trace, fn
	return old
}

// caught is called by a deferred function with what recover returned.
func caught(r any) *PanicError {
	return &PanicError{Value: r, Stack: debug.Stack()}
}
