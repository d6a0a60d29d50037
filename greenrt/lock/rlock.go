package lock

import (
	"errors"
	"sync"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// ErrNotOwner is the error of unlocking an RLock that the caller does not have.
var ErrNotOwner = errors.New("lock: RLock unlocked by a greenlet that does not have it")

// An RLock is a mutex that its owner, a greenlet, can lock again. The zero value is not
// locked.
type RLock struct {
	mu      sync.Mutex
	owner   *core.G
	depth   int
	waiters core.Line[*core.G]
}

// Lock locks l. It waits while another greenlet has it.
func (l *RLock) Lock() {
	l.LockTimeout(core.Never)
}

// TryLock is [RLock.Lock] without waiting. It reports whether the caller has l now.
func (l *RLock) TryLock() bool {
	return l.LockTimeout(0)
}

// LockTimeout is [RLock.Lock] that waits for at most d. It reports whether the caller
// has l now.
func (l *RLock) LockTimeout(d time.Duration) bool {
	me := core.Self()
	l.mu.Lock()
	if l.owner == nil || l.owner == me {
		l.owner = me
		l.depth++
		l.mu.Unlock()
		return true
	}
	if d <= 0 {
		l.mu.Unlock()
		return false
	}
	p := l.waiters.Enter(me)
	l.mu.Unlock()
	_, mine := p.Wait(&l.mu, d)
	return mine
}

// Unlock undoes one Lock. The last one hands l to the first who waits. It returns
// [ErrNotOwner], and does nothing, if the calling greenlet does not have l.
func (l *RLock) Unlock() error {
	me := core.Self()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.owner != me {
		return ErrNotOwner
	}
	if l.depth--; l.depth > 0 {
		return nil
	}
	l.owner = nil
	if next, served := l.waiters.Serve(nil); served {
		l.owner, l.depth = next, 1
	}
	return nil
}

// Owned reports whether the calling greenlet has l.
func (l *RLock) Owned() bool {
	me := core.Lookup()
	l.mu.Lock()
	defer l.mu.Unlock()
	return me != nil && l.owner == me
}
