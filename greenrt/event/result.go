package event

import (
	"errors"
	"sync"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// ErrNotReady is the error of a result that is not there yet.
var ErrNotReady = errors.New("event: result is not there yet")

// An AsyncResult is a value or an error that is still to come. It may be set again;
// who gets it later gets the last. The zero value is an AsyncResult without one.
type AsyncResult[T any] struct {
	mu      sync.Mutex
	set     bool
	value   T
	err     error
	waiters core.Line[struct{}]
	ready   core.Callbacks
}

// Set sets the value and wakes all who wait.
func (r *AsyncResult[T]) Set(v T) { r.settle(v, nil) }

// SetError sets the error and wakes all who wait.
func (r *AsyncResult[T]) SetError(err error) { r.settle(*new(T), err) }

func (r *AsyncResult[T]) settle(v T, err error) {
	r.mu.Lock()
	r.set, r.value, r.err = true, v, err
	r.waiters.ServeAll(struct{}{})
	calls := r.ready.Take()
	r.mu.Unlock()
	calls.Call()
}

// A Getter is something that ends with a value or an error, such as a greenrt.Task.
type Getter[T any] interface {
	TryGet() (T, error)
	OnReady(fn func()) (stop func())
}

// Follow sets r to what g ends with, when it does.
func (r *AsyncResult[T]) Follow(g Getter[T]) {
	g.OnReady(func() { r.settle(g.TryGet()) })
}

// Ready reports whether there is a value or an error.
func (r *AsyncResult[T]) Ready() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.set
}

// Successful reports whether there is a value.
func (r *AsyncResult[T]) Successful() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.set && r.err == nil
}

// Get waits until there is a value or an error and returns it.
func (r *AsyncResult[T]) Get() (T, error) { return r.GetTimeout(core.Never) }

// TryGet returns the value or the error, or [ErrNotReady].
func (r *AsyncResult[T]) TryGet() (T, error) { return r.GetTimeout(0) }

// GetTimeout is [AsyncResult.Get] for at most d; then the error is [ErrNotReady].
func (r *AsyncResult[T]) GetTimeout(d time.Duration) (T, error) {
	r.mu.Lock()
	if !r.set && d > 0 {
		p := r.waiters.Enter(struct{}{})
		r.mu.Unlock()
		p.Wait(&r.mu, d)
		r.mu.Lock()
	}
	defer r.mu.Unlock()
	if !r.set {
		return *new(T), ErrNotReady
	}
	return r.value, r.err
}

// OnReady has fn called once, by who sets the result, or soon by another if it is set.
// fn may not block. stop takes that back.
func (r *AsyncResult[T]) OnReady(fn func()) (stop func()) {
	return r.ready.Add(&r.mu, fn, func() bool { return r.set })
}
