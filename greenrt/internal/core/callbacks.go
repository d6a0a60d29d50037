package core

import (
	"sync"
	"sync/atomic"
)

// A Callback is a function to call when something becomes ready: once, and not after it
// was taken back, whoever is about to call it.
type Callback struct {
	fn   func()
	over atomic.Bool // it was called or taken back
}

// NewCallback returns a Callback for fn.
func NewCallback(fn func()) *Callback { return &Callback{fn: fn} }

// Call calls the function, unless that was done before or it was taken back.
func (c *Callback) Call() {
	if !c.over.Swap(true) {
		c.fn()
	}
}

// TakeBack has the function not be called any more.
func (c *Callback) TakeBack() { c.over.Store(true) }

// Callbacks are those of something that becomes ready. They are part of it and used under
// its lock.
type Callbacks struct {
	list []*Callback
}

// Add adds fn, or if ready has it called by another goroutine. mu is the lock, which the
// caller does not have; ready is called under it. stop takes fn back.
func (c *Callbacks) Add(mu *sync.Mutex, fn func(), ready func() bool) (stop func()) {
	mu.Lock()
	defer mu.Unlock()
	cb := NewCallback(fn)
	if ready() {
		go cb.Call()
		return cb.TakeBack
	}
	c.list = append(c.list, cb)
	return func() {
		cb.TakeBack()
		mu.Lock()
		defer mu.Unlock()
		for i := range c.list {
			if c.list[i] == cb {
				c.list = append(c.list[:i:i], c.list[i+1:]...)
				return
			}
		}
	}
}

// Take takes all functions out, to be called without the lock.
func (c *Callbacks) Take() Callbacks {
	taken := *c
	c.list = nil
	return taken
}

// Call calls the functions in the order in which they were added.
func (c Callbacks) Call() {
	for _, cb := range c.list {
		cb.Call()
	}
}
