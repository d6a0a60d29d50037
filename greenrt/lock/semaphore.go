package lock

import (
	"errors"
	"sync"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// A Semaphore is a counter that does not go below zero: who would take it there waits.
// Waiters are woken in the order in which they came. A release does not hand the
// semaphore over; it wakes a waiter, before whose turn another may acquire it. The
// waiter keeps its place then, and is handed what is released next: one that acquires,
// yields and releases in a loop would keep it waiting for ever, as it does in gevent
// 22.10. The zero value has a counter of zero.
type Semaphore struct {
	mu      sync.Mutex
	count   int
	waiters core.Line[turn]
	woken   int // waiters that were woken to try again and have not run yet
	ready   core.Callbacks
}

// A turn is what a waiter brings, whether it was woken in vain, and what it is given,
// whether the semaphore is handed to it.
type turn bool

// NewSemaphore returns a semaphore with the given counter. It panics if that is negative.
func NewSemaphore(count int) *Semaphore {
	return &Semaphore{count: counter(count)}
}

// counter panics in who makes a semaphore that would never be found to be empty.
func counter(count int) int {
	if count < 0 {
		panic("lock: the counter of a semaphore is negative")
	}
	return count
}

// Acquire takes one from the counter. It waits while the counter is zero.
func (s *Semaphore) Acquire() {
	s.AcquireTimeout(core.Never)
}

// TryAcquire takes one from the counter unless that is zero, and reports whether it did.
func (s *Semaphore) TryAcquire() bool {
	return s.AcquireTimeout(0)
}

// AcquireTimeout is [Semaphore.Acquire] that waits for at most d. It reports whether it
// acquired.
func (s *Semaphore) AcquireTimeout(d time.Duration) bool {
	var deadline time.Time
	if d > 0 && d != core.Never {
		deadline = time.Now().Add(d)
	}
	s.mu.Lock()
	for again := false; s.count == 0; again = true {
		if !deadline.IsZero() && again {
			d = time.Until(deadline)
		}
		if d <= 0 {
			s.mu.Unlock()
			return false
		}
		var p *core.Place[turn]
		if again {
			p = s.waiters.EnterFirst(true)
		} else {
			p = s.waiters.Enter(false)
		}
		s.mu.Unlock()
		if s.wait(p, d) {
			return true
		}
		s.mu.Lock()
	}
	s.count--
	s.wake()
	s.mu.Unlock()
	return true
}

// wait waits at p until it is served or d is over, and reports whether the semaphore was
// handed over. If p was served, and nothing was raised instead, the caller runs on; it
// then has the semaphore or its place.
func (s *Semaphore) wait(p *core.Place[turn], d time.Duration) (handed bool) {
	given, served := p.Wait(&s.mu, d)
	handed = bool(given)
	if served && !handed {
		s.mu.Lock()
		s.woken--
		s.mu.Unlock()
	}
	return handed
}

// wake serves waiters as long as there are counts that none was woken for. s is locked.
// Who is being killed is passed over, so that the one behind may be handed what was for
// another, which does no harm.
func (s *Semaphore) wake() {
	for s.woken < s.count {
		hand, _ := s.waiters.First()
		if _, served := s.waiters.Serve(hand); !served {
			return
		}
		if hand {
			s.count--
		} else {
			s.woken++
		}
	}
}

// Release adds one to the counter, and wakes a waiter, or hands it to one that was woken
// in vain. It does not yield.
func (s *Semaphore) Release() {
	s.mu.Lock()
	s.release()
}

// release is Release with s locked; it unlocks it.
func (s *Semaphore) release() {
	s.count++
	s.wake()
	var calls core.Callbacks
	if s.count > 0 { // it was not handed over
		calls = s.ready.Take()
	}
	s.mu.Unlock()
	calls.Call()
}

// Count returns the counter.
func (s *Semaphore) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// Ready reports whether the counter is not zero.
func (s *Semaphore) Ready() bool { return s.Count() > 0 }

// OnReady has fn called once, when the counter is no longer zero: by who releases it, or
// soon by another. fn may not block. stop takes that back.
func (s *Semaphore) OnReady(fn func()) (stop func()) {
	return s.ready.Add(&s.mu, fn, func() bool { return s.count > 0 })
}

// ErrReleased is the error of releasing a BoundedSemaphore more often than it was
// acquired.
var ErrReleased = errors.New("lock: semaphore released more often than it was acquired")

// A BoundedSemaphore is a [Semaphore] whose counter does not exceed what it was made
// with.
type BoundedSemaphore struct {
	sem   Semaphore
	bound int
}

// NewBoundedSemaphore returns a semaphore with the given counter and bound. It panics if
// that is negative.
func NewBoundedSemaphore(count int) *BoundedSemaphore {
	return &BoundedSemaphore{sem: Semaphore{count: counter(count)}, bound: count}
}

// Acquire is as for a Semaphore.
func (b *BoundedSemaphore) Acquire() { b.sem.Acquire() }

// TryAcquire is as for a Semaphore.
func (b *BoundedSemaphore) TryAcquire() bool { return b.sem.TryAcquire() }

// AcquireTimeout is as for a Semaphore.
func (b *BoundedSemaphore) AcquireTimeout(d time.Duration) bool { return b.sem.AcquireTimeout(d) }

// Count is as for a Semaphore.
func (b *BoundedSemaphore) Count() int { return b.sem.Count() }

// Ready is as for a Semaphore.
func (b *BoundedSemaphore) Ready() bool { return b.sem.Ready() }

// OnReady is as for a Semaphore.
func (b *BoundedSemaphore) OnReady(fn func()) (stop func()) { return b.sem.OnReady(fn) }

// Release is as for a Semaphore, but returns [ErrReleased], and does nothing, if the
// counter is what it was made with.
func (b *BoundedSemaphore) Release() error {
	b.sem.mu.Lock()
	if b.sem.count >= b.bound {
		b.sem.mu.Unlock()
		return ErrReleased
	}
	b.sem.release()
	return nil
}
