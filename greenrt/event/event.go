package event

import (
	"sync"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// An Event is a flag to wait for. The zero value is an Event that is not set.
type Event struct {
	mu      sync.Mutex
	set     bool
	waiters core.Line[struct{}]
	ready   core.Callbacks
}

// Set sets the flag and wakes all who wait, in the order in which they came. They go on
// even if the flag is cleared before their turn.
func (e *Event) Set() {
	e.mu.Lock()
	e.set = true
	e.waiters.ServeAll(struct{}{})
	calls := e.ready.Take()
	e.mu.Unlock()
	calls.Call()
}

// Clear clears the flag: who comes to wait from now on waits for the next Set. Those whom a
// Set has woken go on.
func (e *Event) Clear() {
	e.mu.Lock()
	e.set = false
	e.mu.Unlock()
}

// Ready reports whether the flag is set.
func (e *Event) Ready() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.set
}

// Wait waits until the flag is set.
func (e *Event) Wait() {
	e.WaitTimeout(core.Never)
}

// WaitTimeout waits until the flag is set, for at most d. It reports whether it was.
func (e *Event) WaitTimeout(d time.Duration) bool {
	e.mu.Lock()
	if e.set || d <= 0 {
		defer e.mu.Unlock()
		return e.set
	}
	p := e.waiters.Enter(struct{}{})
	e.mu.Unlock()
	_, set := p.Wait(&e.mu, d)
	return set
}

// OnReady has fn called once, by who sets the flag, or soon by another if it is set.
// fn may not block. stop takes that back.
func (e *Event) OnReady(fn func()) (stop func()) {
	return e.ready.Add(&e.mu, fn, func() bool { return e.set })
}
