// Package threadpool runs functions away from the hub, on threads of their own and at
// most so many at once, as gevent's module of this name.
//
// A green program rarely needs it: a call that blocks leaves the hub by itself. It is for
// what must not share a thread with others, or would not be seen to block, and it bounds
// how many do so at once.
package threadpool

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/core"
	"github.com/go-greenify/greenify/greenrt/lock"
)

// DefaultSize is how many threads the pool has that [Offload] uses.
const DefaultSize = 10

// keep is how long a thread waits for work before it ends.
const keep = 5 * time.Second

// A Pool is a number of threads. They are made when they are needed, and end when they
// have had nothing to do for 5 seconds.
type Pool struct {
	size int
	keep time.Duration
	free *lock.Semaphore // of the functions that may be under way

	mu      sync.Mutex
	threads int
	idle    core.Line[func()] // is given the next function
}

// New returns a pool of at most size threads, at least 1.
func New(size int) *Pool {
	size = max(size, 1)
	return &Pool{size: size, keep: keep, free: lock.NewSemaphore(size)}
}

// Size returns how many threads there may be.
func (p *Pool) Size() int { return p.size }

// Threads returns how many threads there are.
func (p *Pool) Threads() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.threads
}

// PanicError is the error of a function that panicked.
type PanicError struct {
	Value any    // what it panicked with
	Stack []byte // where, as debug.Stack returns it
}

// Error returns the value as text, without the stack.
func (e *PanicError) Error() string { return fmt.Sprintf("threadpool: panic: %v", e.Value) }

// Unwrap returns the panic's value if that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// Submit has fn called on one of p's threads and returns its result to come. It waits
// while as many functions are under way as there may be threads. fn runs locked to its
// thread; nothing can be raised in it, not even its own timeouts. If it calls runtime.Goexit
// the error is [greenrt.ErrGoexit], and the thread ends.
func Submit[R any](p *Pool, fn func() (R, error)) *event.AsyncResult[R] {
	result := new(event.AsyncResult[R])
	p.free.Acquire()
	p.start(func() {
		returned := false
		defer func() {
			if returned {
				return
			}
			if r := recover(); r != nil {
				result.SetError(&PanicError{Value: r, Stack: debug.Stack()})
			} else {
				result.SetError(greenrt.ErrGoexit)
			}
		}()
		v, err := fn()
		returned = true
		if err != nil {
			result.SetError(err)
		} else {
			result.Set(v)
		}
	})
	return result
}

// start gives job to a thread. A thread is idle before it lets the next function come
// in, so if none is, there are fewer than there may be.
func (p *Pool) start(job func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, served := p.idle.Serve(job); served {
		return
	}
	p.threads++
	go core.Shield(func() {
		// A function can ask for its own Greenlet and hand it to others. What they raise in it is
		// neither for the next function nor, when the shield ends, for the thread.
		defer core.Self().Close()
		p.thread(job)
	})
}

// thread does job, and others until there was nothing to do for a while.
func (p *Pool) thread(job func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	busy := true
	defer func() {
		p.mu.Lock()
		p.threads--
		p.mu.Unlock()
		if busy { // the function has called Goexit
			p.free.Release()
		}
	}()
	for {
		job()
		p.mu.Lock()
		place := p.idle.Enter(nil)
		p.mu.Unlock()
		busy = false
		p.free.Release()
		next, served := place.Wait(&p.mu, p.keep)
		if !served {
			return
		}
		job, busy = next, true
	}
}

// Do is [Submit], and waits for the result. A kill or timeout of the caller ends the
// wait; fn is not stopped by it, and keeps its thread until it returns.
func Do[R any](p *Pool, fn func() (R, error)) (R, error) {
	return Submit(p, fn).Get()
}

var standard = New(DefaultSize)

// Offload is [Do] with a pool of [DefaultSize] threads that all users share.
func Offload[R any](fn func() (R, error)) (R, error) {
	return Do(standard, fn)
}
