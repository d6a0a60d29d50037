package greenrt

import (
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// A Waitable is something that becomes ready: a [*Greenlet], and most of what the
// packages below greenrt have.
type Waitable interface {
	// Ready reports whether it is ready.
	Ready() bool
	// OnReady has fn called once when it becomes ready, or soon if it is. fn does
	// not block. stop takes that back.
	OnReady(fn func()) (stop func())
}

// Wait waits until all objects are ready and returns them in the order in which they
// became so. Without any it waits until no greenlet that greenrt has started is left but
// the caller and those that it descends from. What go statements have started it does not
// wait for. Two greenlets that do so at once, of which neither descends from the other, wait
// for one another.
func Wait(objects ...Waitable) []Waitable {
	return WaitTimeout(Never, objects...)
}

// WaitTimeout is [Wait] for at most d. It returns those that have become ready.
func WaitTimeout(d time.Duration, objects ...Waitable) []Waitable {
	if len(objects) == 0 {
		waitOthers(d)
		return nil
	}
	return slices.Collect(iterWait(d, objects))
}

// waitOthers waits until there are no greenlets but the calling one and its ancestors.
func waitOthers(d time.Duration) {
	deadline := time.Now().Add(d)
	mine := map[uint64]bool{Current().ID(): true}
	for l := Current().parent; l != nil; l = l.above.Load() {
		mine[l.id] = true
	}
	for {
		var other *Greenlet
		for _, gl := range All() {
			if !mine[gl.ID()] && !gl.adopted && !gl.Ready() {
				other = gl
				break
			}
		}
		if other == nil {
			return
		}
		left := Never
		if d != Never {
			if left = time.Until(deadline); left <= 0 {
				return
			}
		}
		other.JoinTimeout(left)
	}
}

// IterWait returns the objects one by one as they become ready. Who has seen enough
// leaves the loop. It waits in between.
func IterWait(objects ...Waitable) iter.Seq[Waitable] {
	return iterWait(Never, objects)
}

// IterWaitTimeout is [IterWait] that ends when d has passed since it began.
func IterWaitTimeout(d time.Duration, objects ...Waitable) iter.Seq[Waitable] {
	return iterWait(d, objects)
}

func iterWait[W Waitable](d time.Duration, objects []W) iter.Seq[W] {
	return func(yield func(W) bool) {
		deadline := time.Now().Add(d)
		var (
			mu     sync.Mutex
			ready  []W
			waiter *core.Waiter
		)
		var stops []func()
		defer func() {
			for _, stop := range stops {
				stop()
			}
		}()
		for _, o := range objects {
			if o.Ready() {
				mu.Lock() // those before may become ready meanwhile
				ready = append(ready, o)
				mu.Unlock()
				continue
			}
			stops = append(stops, o.OnReady(func() {
				mu.Lock()
				defer mu.Unlock()
				ready = append(ready, o)
				if waiter != nil {
					waiter.Wake()
					waiter = nil
				}
			}))
		}
		seen := 0
		for seen < len(objects) {
			mu.Lock()
			if len(ready) > 0 {
				o := ready[0]
				ready = ready[1:]
				mu.Unlock()
				seen++
				if !yield(o) {
					return
				}
				continue
			}
			remains := Never
			if d != Never {
				if remains = time.Until(deadline); remains <= 0 {
					mu.Unlock()
					return
				}
			}
			w := core.MyWaiter()
			w.Reset()
			waiter = w
			mu.Unlock()
			waitUnder(w, remains, func() {
				mu.Lock()
				waiter = nil
				mu.Unlock()
			})
		}
	}
}

// waitUnder waits on w for at most d, and then calls leave, however the wait ends.
func waitUnder(w *core.Waiter, d time.Duration, leave func()) {
	defer leave()
	if d == Never {
		w.Wait()
	} else {
		w.WaitFor(d)
	}
}

// Yield lets other greenlets run that are ready, and returns when the caller's turn
// comes again. What was raised in the caller is raised here.
func Yield() {
	core.Yield()
}

// Sleep waits for d, or yields if d is not positive. In a green program time.Sleep does
// as well; in a plain one a kill reaches only this one.
func Sleep(d time.Duration) {
	switch {
	case d <= 0:
		core.Yield()
	case core.Green:
		time.Sleep(d)
	default:
		core.Gives()
		w := core.MyWaiter()
		w.Reset()
		w.WaitFor(d)
	}
}

// Idle waits until no other greenlet of the caller's hub is ready to run. In a plain
// program it yields once, since nobody can tell.
func Idle() {
	for {
		core.Yield()
		if !core.Others() {
			return
		}
	}
}
