package greenrt

import (
	"errors"
	"sync"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// ErrStarted is the error of starting a Timeout a second time.
var ErrStarted = errors.New("greenrt: timeout was started before")

// A Timeout raises itself in a greenlet when its time is over, wherever the greenlet
// waits then: see [Greenlet.Kill] for where that is. Its address is its identity, by
// which the one whose own it is tells it from others. It is an error, and its Timeout
// method says true, as for errors of package net.
//
// Timeouts are independent of one another: an outer one may fire inside of an inner
// one, and passes through it. Those whose times are over when the greenlet comes to wait
// are raised one by one, in the order in which their times were over, to some microseconds;
// but that of a [WithTimeout] comes before any for the same time, or a longer one, that were
// started in it. WithTimeout is the simplest way to use a Timeout, and this is another:
//
//	t := greenrt.StartTimeout(time.Second)
//	defer t.Cancel()
type Timeout struct {
	d     time.Duration
	outer *Timeout // of the innermost WithTimeout that was entered when it was started, or nil

	mu      sync.Mutex
	g       *core.G
	alarm   *alarm // nil if it never fires
	request core.Request
	state   timeoutState
}

// An alarm is a timer that fires a Timeout. Nearly all timeouts are cancelled, and nearly
// all by the greenlet that started them, which keeps the alarm for its next one: an
// alarm that was stopped costs a third of a new one, and no memory.
type alarm struct {
	timer *time.Timer
	of    *Timeout
}

func newAlarm(t *Timeout) *alarm {
	if a, ok := t.g.Spare.(*alarm); ok {
		t.g.Spare = nil
		a.of = t
		a.timer.Reset(max(t.d, 0))
		return a
	}
	a := &alarm{of: t}
	a.timer = time.AfterFunc(max(t.d, 0), func() { a.of.fire() })
	return a
}

// stop stops the alarm of t. If it never went off and the caller is the greenlet that it
// was for, that keeps it.
func (a *alarm) stop(t *Timeout) {
	if a.timer.Stop() && core.Green && core.Lookup() == t.g {
		a.of = nil
		t.g.Spare = a
	}
}

type timeoutState uint8

const (
	unstarted timeoutState = iota
	armed
	fired
	cancelled
)

// NewTimeout returns a Timeout that is not started. [Never] never fires; what is not
// positive fires as soon as the greenlet waits.
func NewTimeout(d time.Duration) *Timeout {
	return &Timeout{d: d}
}

// StartTimeout returns a Timeout that was started in the calling greenlet.
func StartTimeout(d time.Duration) *Timeout {
	t := &Timeout{d: d}
	t.start(core.Self())
	return t
}

// Start starts the Timeout in the calling greenlet. It can be started once.
func (t *Timeout) Start() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.state != unstarted {
		return ErrStarted
	}
	t.start(core.Self())
	return nil
}

func (t *Timeout) start(g *core.G) {
	t.g = g
	t.outer, _ = g.Within.(*Timeout)
	t.state = armed
	t.request.Value = t
	if t.d != Never {
		t.alarm = newAlarm(t)
	}
}

// fire runs in a goroutine of its own.
//
// Of two alarms that go off at once either goroutine may be the first: a plain program runs the
// one that was started last. So the times of those around t that cannot be over later
// than t's are over here at the latest.
func (t *Timeout) fire() {
	if !t.Pending() {
		return
	}
	for o := t.outer; o != nil; o = o.outer {
		if max(o.d, 0) <= max(t.d, 0) {
			o.fire()
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.state != armed {
		return
	}
	t.state = fired
	t.g.Raise(&t.request)
}

// Cancel stops the Timeout. It reports whether it was in time: if so the Timeout is not
// raised, even if it has fired and the greenlet just has not waited since. Called by
// the Timeout's own greenlet it is in time unless the Timeout was raised, or has ended a
// wait for a [sync.Cond] whose Locker calls Cancel before Wait can raise it.
func (t *Timeout) Cancel() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch t.state {
	case armed:
		if t.alarm != nil {
			t.alarm.stop(t)
		}
	case fired:
		if !t.g.Withdraw(&t.request) {
			return false
		}
	case cancelled:
		return true
	}
	t.state = cancelled
	return true
}

// Pending reports whether the Timeout was started and has neither fired nor been
// cancelled.
func (t *Timeout) Pending() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.state == armed
}

// Duration returns the time that the Timeout was made for.
func (t *Timeout) Duration() time.Duration { return t.d }

// Error returns how long the Timeout was.
func (t *Timeout) Error() string { return "greenrt: timed out after " + t.d.String() }

// Timeout returns true, as that of a net.Error does whose deadline is over.
func (t *Timeout) Timeout() bool { return true }

func (t *Timeout) interrupt() {}

// WithTimeout calls fn, and ends it when it has not returned after d: the wait in which
// fn is then is undone, its deferred functions run, and WithTimeout returns a
// [*Timeout]. fn needs no context. It returns nil if fn has returned. Any
// other panic of fn's, timeouts that others have started included, passes through.
//
// fn runs in the calling greenlet. While it computes, or is in a call that blocks its
// thread, it is not ended. Nor is a coroutine of [iter.Pull], of which fn has called next: what
// the coroutine waits for there is not a wait of the caller's, which would leave it in the
// middle. The Timeout is raised where fn first waits or yields after next has
// returned, and forgotten if it does not. To limit the time that the coroutine waits, call
// WithTimeout in the coroutine; but what is started there is raised in it, and so not
// while it waits in yield.
func WithTimeout(d time.Duration, fn func()) (err error) {
	t := &Timeout{d: d}
	g := core.Self()
	t.start(g)
	g.Within = t
	returned := false
	defer func() {
		g.Within = t.outer
		if t.Cancel() || returned {
			return
		}
		switch r := recover(); r {
		case nil: // Goexit
		case any(t):
			err = t
		default:
			panic(r)
		}
	}()
	fn()
	returned = true
	return nil
}
