package core

import (
	"sync/atomic"
	"time"
)

// A Waiter is a place for one goroutine to wait. Wake lets the one that waits go on,
// or the next one not wait: it is a semaphore that is never more than one.
//
// Wait may be left by a panic, if something was raised. Then Wake reports false, until
// Reset. Either the waiter was woken or something was raised in it, never both.
//
// Whatever a Waiter waits for keeps it in a list, under a lock, and wakes it under the
// lock; the waiter calls Reset when it enters the list, also under the lock, and
// takes itself out when it leaves. See [Line].
//
// A Waiter may not be on a stack: it must be part of something that was allocated.
type Waiter struct {
	word  uintptr       // if green
	state atomic.Uint32 // if not: idle ...
	ch    chan struct{}
	fence atomic.Uint32 // what the race detector sees of a Wake
}

const (
	idle    = iota
	waiting // on ch
	woken
	cut // something is to be raised
)

// Reset forgets a Wake that nobody waited for. Nobody may use w meanwhile.
func (w *Waiter) Reset() {
	if Green {
		w.word = 0
		return
	}
	w.state.Store(idle)
	if w.ch == nil {
		w.ch = make(chan struct{}, 1)
	}
}

// Wake wakes w. It does not block or yield. It reports false if something was raised in the
// one that waited.
func (w *Waiter) Wake() bool {
	if raceEnabled {
		w.fence.Add(1)
	}
	if Green {
		return signal(&w.word)
	}
	for {
		s := w.state.Load()
		if s == woken || s == cut {
			return s == woken
		}
		if w.state.CompareAndSwap(s, woken) {
			if s == waiting {
				w.ch <- struct{}{}
			}
			return true
		}
	}
}

// cut ends w's wait and reports whether it did: it was not woken before.
func (w *Waiter) cut() bool {
	for {
		s := w.state.Load()
		if s == woken || s == cut {
			return false
		}
		if w.state.CompareAndSwap(s, cut) {
			if s == waiting {
				w.ch <- struct{}{}
			}
			return true
		}
	}
}

// Wait waits until w is woken.
func (w *Waiter) Wait() {
	if Green {
		await(&w.word)
	} else {
		w.waitPlain()
	}
	if raceEnabled {
		w.fence.Load()
	}
}

func (w *Waiter) waitPlain() {
	g := Lookup()
	if g != nil {
		g.mu.Lock()
		if len(g.pending) > 0 && g.shields == 0 && w.cut() {
			r := g.take()
			g.mu.Unlock()
			panic(r.Value)
		}
		g.parked = w
		g.mu.Unlock()
	}
	if w.state.CompareAndSwap(idle, waiting) {
		if g != nil {
			g.waits++
		}
		<-w.ch
	}
	if g != nil {
		// What the wait was cut for can be withdrawn as soon as g is not parked.
		g.mu.Lock()
		g.parked = nil
		if w.state.Load() == cut {
			r := g.take()
			g.mu.Unlock()
			panic(r.Value)
		}
		g.mu.Unlock()
	}
	w.state.Store(idle)
}

// WaitFor waits until w is woken, at most for d. It returns when either has
// happened, and does not tell which: the caller's list does. When it has returned
// or panicked the timer does not wake w any more.
func (w *Waiter) WaitFor(d time.Duration) {
	const (
		armed = iota
		firing
		fired
		stopped
	)
	var state atomic.Uint32
	t := time.AfterFunc(max(d, 0), func() {
		if state.CompareAndSwap(armed, firing) {
			w.Wake()
			state.Store(fired)
		}
	})
	defer func() {
		if t.Stop() || state.CompareAndSwap(armed, stopped) {
			return
		}
		for state.Load() != fired {
			yield()
		}
	}()
	w.Wait()
}

// HandOver waits on w after waking to, on which somebody waits, in one step. What is
// raised meanwhile is not raised here. The two may not be used by others at
// the same time. It is how control goes from one coroutine to another.
func (w *Waiter) HandOver(to *Waiter) {
	if Green {
		w.Pass(to)
		return
	}
	if watched.Load() > 0 {
		Self().lends++
	}
	to.Wake()
	w.waitShielded()
	if raceEnabled {
		w.fence.Load()
	}
}

// Pass is HandOver in a green program.
func (w *Waiter) Pass(to *Waiter) {
	if raceEnabled {
		to.fence.Add(1)
	}
	handOver(&w.word, &to.word)
	if raceEnabled {
		w.fence.Load()
	}
}

// WaitShielded is Wait that nothing raised ends.
func (w *Waiter) WaitShielded() {
	if Green {
		Shield(w.Wait)
	} else {
		if watched.Load() > 0 {
			Self().waits++
		}
		w.waitShielded()
	}
	if raceEnabled {
		w.fence.Load()
	}
}

func (w *Waiter) waitShielded() {
	if w.state.CompareAndSwap(idle, waiting) {
		<-w.ch
	}
	w.state.Store(idle)
}
