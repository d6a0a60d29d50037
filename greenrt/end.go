package greenrt

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync/atomic"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// An Interrupt is what is raised in a greenlet from outside, as the value of a panic
// where it waits: an [*Exit], a [*Timeout] or a [*Raised]. Deferred functions run, and
// recover sees it. Who recovers everything should let an Interrupt pass.
type Interrupt interface {
	error
	interrupt()
}

// Exit is what [Greenlet.Kill] raises. A greenlet that ends by it has not failed.
type Exit struct{ _ int }

// Error says that a greenlet was killed.
func (*Exit) Error() string { return "greenrt: greenlet killed" }
func (*Exit) interrupt()    {}

// Raised is what [Greenlet.Raise] raises.
type Raised struct {
	Err error // what Raise was given
}

// Error returns the text of r.Err behind a word of where it comes from.
func (r *Raised) Error() string { return "greenrt: raised: " + r.Err.Error() }
func (*Raised) interrupt()      {}

// Unwrap is for errors.Is and errors.As, which find what Raise was given.
func (r *Raised) Unwrap() error { return r.Err }

// PanicError is the error of a greenlet that panicked.
type PanicError struct {
	Value any    // what it panicked with
	Stack []byte // where, as debug.Stack returns it
}

// Error returns the value as text, without the stack.
func (e *PanicError) Error() string { return fmt.Sprintf("greenrt: greenlet panicked: %v", e.Value) }

// Unwrap returns the panic's value if that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

var (
	// ErrGoexit is the error of a greenlet that called runtime.Goexit.
	ErrGoexit = errors.New("greenrt: greenlet called runtime.Goexit")
	// ErrNotReady is the error of a value that is not there yet.
	ErrNotReady = errors.New("greenrt: greenlet has not ended")
	// ErrSelf is the error of a greenlet that would wait for its own end.
	ErrSelf = errors.New("greenrt: greenlet waits for its own end")
	// ErrUnreachable is the error of a kill in a program that is not green, when the
	// goroutine does not wait in greenrt. It will be killed when it does.
	ErrUnreachable = errors.New("greenrt: goroutine does not wait in greenrt, and only a green build reaches it elsewhere; build the program with greenify")
)

var panicHandler atomic.Pointer[func(*Greenlet, *PanicError)]

// OnPanic has fn called, by the greenlet that panicked, instead of the report on
// standard error that is made otherwise. A nil fn brings that back. The greenlet's
// function is over, so nothing is raised in fn, not even its own timeouts: what may take long
// belongs in a greenlet of its own.
func OnPanic(fn func(*Greenlet, *PanicError)) {
	if fn == nil {
		panicHandler.Store(nil)
		return
	}
	panicHandler.Store(&fn)
}

// caught makes an error of what a greenlet's function panicked with. r is nil if it did
// not panic but called Goexit.
func (gl *Greenlet) caught(r any) error {
	switch v := r.(type) {
	case nil:
		return ErrGoexit
	case *Raised:
		return v.Err
	case Interrupt:
		return v
	}
	err := &PanicError{Value: r, Stack: debug.Stack()}
	if f := panicHandler.Load(); f != nil {
		(*f)(gl, err)
	} else {
		fmt.Fprintf(os.Stderr, "greenrt: %s panicked: %v\n%s", gl.Name(), r, err.Stack)
	}
	return err
}

// end ends the greenlet. It is called once for each.
func (gl *Greenlet) end(err error) {
	gl.mu.Lock()
	if gl.state == ended {
		gl.mu.Unlock()
		return
	}
	gl.state = ended
	gl.err = err
	gl.fn = nil
	links := gl.links
	gl.links = nil
	if gl.done != nil {
		close(gl.done)
	}
	if l := gl.own.Load(); l != nil {
		l.living.Store(nil)
		// Or a line of greenlets of which each starts the next would be kept for ever.
		l.above.Store(l.above.Load().alive())
	}
	gl.joiners.ServeAll(struct{}{})
	gl.mu.Unlock()
	for _, l := range links {
		l.Call()
	}
}

// addLink adds l and reports whether it did: if not, gl has ended.
func (gl *Greenlet) addLink(l *core.Callback) bool {
	gl.mu.Lock()
	defer gl.mu.Unlock()
	if gl.state == ended {
		return false
	}
	gl.links = append(gl.links, l)
	return true
}

// removeLink takes l out, if it is there.
func (gl *Greenlet) removeLink(l *core.Callback) {
	gl.mu.Lock()
	defer gl.mu.Unlock()
	for i := range gl.links {
		if gl.links[i] == l {
			gl.links = append(gl.links[:i], gl.links[i+1:]...)
			return
		}
	}
}

// OnReady has fn called once, by the greenlet itself, when it ends; at once, by
// another, if it has. fn may not block or panic, and nothing is raised in it. Who joins the
// greenlet may go on before. stop takes that back.
func (gl *Greenlet) OnReady(fn func()) (stop func()) {
	l := core.NewCallback(fn)
	if !gl.addLink(l) {
		go l.Call()
	}
	return func() {
		l.TakeBack()
		gl.removeLink(l)
	}
}

// Link has fn called once, in a greenlet of its own as [Go] starts it but without a parent,
// when gl has ended. Those of several links start in the order in which they were made.
// unlink takes the link back, if fn was not called yet.
func (gl *Greenlet) Link(fn func(*Greenlet)) (unlink func()) {
	return gl.link(fn, callSite(2), func() bool { return true })
}

// LinkValue is [Greenlet.Link] if gl ends with success, see [Greenlet.Successful].
func (gl *Greenlet) LinkValue(fn func(*Greenlet)) (unlink func()) {
	return gl.link(fn, callSite(2), gl.Successful)
}

// LinkError is [Greenlet.Link] if gl ends without success, see [Greenlet.Successful].
func (gl *Greenlet) LinkError(fn func(*Greenlet)) (unlink func()) {
	return gl.link(fn, callSite(2), func() bool { return !gl.Successful() })
}

// link has fn called if want says so. The greenlet has no parent and inherits nothing: gl has
// ended, and who has killed it before it began, or comes late with a link, has no part in it.
func (gl *Greenlet) link(fn func(*Greenlet), site uintptr, want func() bool) (unlink func()) {
	need(fn != nil)
	l := core.NewCallback(func() { fn(gl) })
	stop := gl.OnReady(func() {
		if want() {
			go prepare(nil, site, nil, func() error { l.Call(); return nil }).main()
		}
	})
	return func() {
		l.TakeBack()
		stop()
	}
}

// Ready reports whether the greenlet has ended.
func (gl *Greenlet) Ready() bool {
	gl.mu.Lock()
	defer gl.mu.Unlock()
	return gl.state == ended
}

// Started reports whether the greenlet's function has begun and the greenlet has not
// ended.
func (gl *Greenlet) Started() bool {
	gl.mu.Lock()
	defer gl.mu.Unlock()
	return gl.state == running
}

// Successful reports whether the greenlet has ended and not failed. To be killed is no
// failure.
func (gl *Greenlet) Successful() bool {
	gl.mu.Lock()
	defer gl.mu.Unlock()
	return gl.state == ended && gl.failure() == nil
}

// Err returns why the greenlet failed: what its function returned, a [*PanicError],
// what was raised, or [ErrGoexit]. It is nil while the greenlet has not ended, if
// it did not fail, and if it was killed.
func (gl *Greenlet) Err() error {
	gl.mu.Lock()
	defer gl.mu.Unlock()
	return gl.failure()
}

func (gl *Greenlet) failure() error {
	if _, killed := gl.err.(*Exit); killed {
		return nil
	}
	return gl.err
}

// Killed reports whether the greenlet has ended because it was killed.
func (gl *Greenlet) Killed() bool {
	gl.mu.Lock()
	defer gl.mu.Unlock()
	_, killed := gl.err.(*Exit)
	return killed
}

// Done returns a channel that is closed when the greenlet ends, for use in a select.
func (gl *Greenlet) Done() <-chan struct{} {
	gl.mu.Lock()
	defer gl.mu.Unlock()
	if gl.done == nil {
		gl.done = make(chan struct{})
		if gl.state == ended {
			close(gl.done)
		}
	}
	return gl.done
}

func init() {
	core.Quiet = func(value any) bool {
		exit, is := value.(*Exit)
		if g := core.Lookup(); is && g != nil {
			if gl, ok := g.Owner.Load().(*Greenlet); ok {
				gl.mu.Lock()
				gl.exit = exit
				gl.mu.Unlock()
			}
		}
		return is
	}
	core.Raised = func(value any) bool {
		_, raised := value.(Interrupt)
		return raised
	}
}
