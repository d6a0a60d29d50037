package greenrt

import (
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// Never as a time to wait means that there is no limit. With a time that is zero or negative
// nothing is waited for: what could not be done at once has failed.
const Never = core.Never

// Join waits until the greenlet has ended. It returns false, at once, only to the
// greenlet itself. It does not raise or report how the greenlet ended: see Err.
// A kill or a timeout of the caller ends the wait.
func (gl *Greenlet) Join() bool {
	return gl.JoinTimeout(Never)
}

// JoinTimeout is [Greenlet.Join], for at most d. It reports whether the greenlet has
// ended.
func (gl *Greenlet) JoinTimeout(d time.Duration) bool {
	gl.mu.Lock()
	if gl.state == ended || d <= 0 || gl.isCurrent() {
		defer gl.mu.Unlock()
		return gl.state == ended
	}
	p := gl.joiners.Enter(struct{}{})
	gl.mu.Unlock()
	_, over := p.Wait(&gl.mu, d)
	return over
}

func (gl *Greenlet) isCurrent() bool {
	return core.Lookup() == gl.g
}

// JoinAll waits until all greenlets have ended, and returns them in the order in which
// they did.
func JoinAll(greenlets ...*Greenlet) []*Greenlet {
	return JoinAllTimeout(Never, greenlets...)
}

// JoinAllTimeout is [JoinAll], for at most d. It returns those that have ended.
func JoinAllTimeout(d time.Duration, greenlets ...*Greenlet) []*Greenlet {
	var over []*Greenlet
	for w := range iterWait(d, greenlets) {
		over = append(over, w)
	}
	return over
}

// FirstError waits until all greenlets have ended or one has failed, and returns the
// first failure, or nil. The others go on.
func FirstError(greenlets ...*Greenlet) error {
	for gl := range iterWait(Never, greenlets) {
		if err := gl.Err(); err != nil {
			return err
		}
	}
	return nil
}

// A Task is a greenlet that computes a value.
type Task[T any] struct {
	Greenlet
	value T
}

// Spawn starts fn in a greenlet of its own, whose value and error are what fn returns.
// See [Go].
func Spawn[T any](fn func() (T, error)) *Task[T] {
	need(fn != nil)
	t := new(Task[T])
	start(0, &t.Greenlet, func() (err error) {
		t.value, err = fn()
		return err
	})
	return t
}

// Get waits until the greenlet has ended, and returns its value, or why there is none:
// what its function returned, a [*PanicError], what was raised (an [*Exit] if it
// was killed), [ErrGoexit], or [ErrSelf] if the caller is the greenlet.
func (t *Task[T]) Get() (T, error) {
	if !t.Join() {
		return *new(T), ErrSelf
	}
	return t.TryGet()
}

// GetTimeout is [Task.Get] for at most d; then its error is [ErrNotReady].
func (t *Task[T]) GetTimeout(d time.Duration) (T, error) {
	if !t.JoinTimeout(d) {
		if t.isCurrent() {
			return *new(T), ErrSelf
		}
		return *new(T), ErrNotReady
	}
	return t.TryGet()
}

// TryGet is [Task.Get] without waiting: if the greenlet has not ended, the error is
// [ErrNotReady].
func (t *Task[T]) TryGet() (T, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.state != ended {
		return *new(T), ErrNotReady
	}
	return t.value, t.err
}
