package core

import "sync"

// Callbacks are functions to call when something becomes ready. They are part of it and
// used under its lock.
type Callbacks struct {
	list []*func()
}

// Add adds fn, or if ready has it called by another goroutine. mu is the lock, which the
// caller does not have; ready is called under it. stop takes fn out again.
func (c *Callbacks) Add(mu *sync.Mutex, fn func(), ready func() bool) (stop func()) {
	mu.Lock()
	defer mu.Unlock()
	if ready() {
		go fn()
		return func() {}
	}
	p := &fn
	c.list = append(c.list, p)
	return func() {
		mu.Lock()
		defer mu.Unlock()
		for i := range c.list {
			if c.list[i] == p {
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
	for _, fn := range c.list {
		(*fn)()
	}
}
