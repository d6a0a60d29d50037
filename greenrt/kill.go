package greenrt

import (
	"slices"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// Kill ends the greenlet and waits until it has ended. An [*Exit] is raised where it
// waits: on a channel, in a select, on anything of package sync, asleep, for a socket, a
// pipe or another process, or in greenrt. The wait is undone: what it waited for
// goes to somebody else, or if it was there already the greenlet gets it and the
// Exit is raised at its next wait. If it does not wait, the Exit is raised when it
// next does or yields. A call that blocks its thread, of C for instance or on a file
// of a disk, is not ended, and its result is not lost: the Exit is raised at the first
// wait after, or before the next read or write of a file. A wait for a mutex that the standard
// library makes for itself is not ended either, nor any wait in the function of a
// [sync.Once], or in the Lock with which Wait of a [sync.Cond] ends if its Locker is of the
// program's own. If such a Lock panics, the Exit that has ended the Wait is raised at the next
// wait. Nor is the coroutine ended that the greenlet has called by [iter.Pull]: see [WithTimeout].
//
// If the greenlet has not begun, its function will not be called. If it has ended,
// nothing happens. Kill of the calling greenlet raises the Exit at once.
//
// If the Exit is raised in a deferred function while the greenlet panics, in a green
// program the panic is reported, and is the greenlet's error, as if there had been no kill.
//
// A greenlet can recover the Exit and go on; then Kill waits until it ends for another
// reason. A kill or a timeout of the caller ends that wait.
//
// In a program that is not green only waits in greenrt can be ended. If the
// goroutine is elsewhere, Kill does not wait, and returns [ErrUnreachable]; the Exit
// is raised when the goroutine next waits in greenrt.
func (gl *Greenlet) Kill() error {
	return gl.KillTimeout(Never)
}

// KillTimeout is [Greenlet.Kill] that waits for at most d, 0 for not at all. It returns
// [ErrNotReady] if the greenlet has not ended then.
func (gl *Greenlet) KillTimeout(d time.Duration) error {
	if err := gl.raise(new(Exit)); err != nil {
		return err
	}
	if !gl.JoinTimeout(d) {
		return ErrNotReady
	}
	return nil
}

// Raise raises err in the greenlet, as a panic with a [*Raised] at the place where
// Kill would raise an Exit, and does not wait. If the greenlet does not recover, err
// is its error. It returns [ErrUnreachable] when Kill would.
func (gl *Greenlet) Raise(err error) error {
	return gl.raise(&Raised{Err: err})
}

func (gl *Greenlet) raise(what Interrupt) error {
	if gl.isCurrent() {
		if gl.g.Closed() {
			return nil // it ends: the caller was called by OnReady or OnPanic
		}
		panic(what)
	}
	if gl.cancel(what) {
		return nil
	}
	if reached, alive := gl.g.Raise(&core.Request{Value: what}); alive && !reached && !core.Green {
		return ErrUnreachable
	}
	return nil
}

// cancel ends a greenlet that has not begun, with what was raised as its error. It
// reports whether it did.
func (gl *Greenlet) cancel(what Interrupt) bool {
	gl.mu.Lock()
	if gl.state != scheduled {
		over := gl.state == ended
		gl.mu.Unlock()
		return over
	}
	if gl.later != nil {
		gl.later.Stop()
	}
	gl.state = running // main finds it begun
	gl.mu.Unlock()
	gl.g.Forget()
	gl.end(gl.caught(what))
	return true
}

// KillAll kills all greenlets at once and waits until they have ended. If that of one is
// [ErrUnreachable] it returns that, and does not wait. If the caller is one of them it is
// the last to be killed, and the Exit is raised at once.
func KillAll(greenlets ...*Greenlet) error {
	return KillAllTimeout(Never, greenlets...)
}

// KillAllTimeout is [KillAll] that waits for at most d. It returns [ErrNotReady] if some
// have not ended then.
func KillAllTimeout(d time.Duration, greenlets ...*Greenlet) error {
	var first error
	self := -1
	for i, gl := range greenlets {
		if gl.isCurrent() {
			self = i
			continue
		}
		if err := gl.raise(new(Exit)); err != nil && first == nil {
			first = err
		}
	}
	if self >= 0 {
		if !greenlets[self].g.Closed() {
			panic(new(Exit))
		}
		greenlets = slices.Concat(greenlets[:self], greenlets[self+1:])
	}
	if first != nil {
		return first
	}
	if over := JoinAllTimeout(d, greenlets...); len(over) < len(greenlets) {
		return ErrNotReady
	}
	return nil
}

// Shield calls fn. What is raised in the calling greenlet meanwhile is raised when
// Shield returns; if fn panics, at the next wait. Shields may be nested.
func Shield(fn func()) {
	core.Shield(fn)
}
