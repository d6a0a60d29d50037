package pool

import (
	"fmt"
	"iter"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/lock"
)

// A Pool is a [Group] of a limited number of greenlets. Who would start one more waits
// until one has left.
//
// A member that starts another in its own pool when that is full waits for somebody to
// leave, perhaps for itself.
type Pool struct {
	Group
	size int
	free *lock.Semaphore
}

// New returns a pool of at most size greenlets. A size that is not positive is no limit.
func New(size int) *Pool {
	p := &Pool{size: size}
	if size > 0 {
		p.free = lock.NewSemaphore(size)
		p.left = p.free.Release
	}
	return p
}

// Size returns how many greenlets there may be.
func (p *Pool) Size() int { return p.size }

// Free returns how many greenlets can be started without waiting. It is 1 if there is no
// limit.
func (p *Pool) Free() int {
	if p.free == nil {
		return 1
	}
	return p.free.Count()
}

// Full reports whether the next one would wait.
func (p *Pool) Full() bool { return p.Free() == 0 }

// WaitFree waits until a greenlet can be started.
func (p *Pool) WaitFree() {
	if p.free != nil {
		p.free.Acquire()
		p.free.Release()
	}
}

// Go starts fn in the pool. It waits while the pool is full.
func (p *Pool) Go(fn func() error) *greenrt.Greenlet {
	if p.free != nil && fn != nil { // Go panics if it is
		p.free.Acquire()
	}
	return p.Group.Go(fn)
}

// Add adds gl, which was started elsewhere. It waits while the pool is full.
func (p *Pool) Add(gl *greenrt.Greenlet) {
	if p.Contains(gl) {
		return
	}
	if p.free != nil {
		p.free.Acquire()
	}
	if !p.Group.add(gl) && p.free != nil {
		p.free.Release() // another has added it meanwhile
	}
}

// spawn starts fn as a task in the pool.
func spawn[R any](p *Pool, fn func() (R, error)) *greenrt.Task[R] {
	if p.free != nil && fn != nil { // Spawn panics if it is
		p.free.Acquire()
	}
	t := greenrt.Spawn(fn)
	p.Group.Add(&t.Greenlet)
	return t
}

// Apply calls fn in the pool and returns what it returns. Called by a member of the
// pool, which might wait for itself, it calls fn directly.
func Apply[R any](p *Pool, fn func() (R, error)) (R, error) {
	if p.Contains(greenrt.Current()) {
		return fn()
	}
	return spawn(p, fn).Get()
}

// ApplyAsync starts fn in the pool. It waits while the pool is full.
func ApplyAsync[R any](p *Pool, fn func() (R, error)) *greenrt.Task[R] {
	return spawn(p, fn)
}

// Map calls fn for each item, in the pool, and returns the results in the order of the
// items, when all are there. If some fail, all are waited for, and the error is that of
// the first item that failed.
func Map[T, R any](p *Pool, items []T, fn func(T) (R, error)) ([]R, error) {
	tasks := make([]*greenrt.Task[R], len(items))
	for i, item := range items {
		tasks[i] = spawn(p, func() (R, error) { return fn(item) })
	}
	results := make([]R, len(items))
	var first error
	for i, t := range tasks {
		v, err := t.Get()
		if err != nil && first == nil {
			first = fmt.Errorf("pool: item %d: %w", i, err)
		}
		results[i] = v
	}
	return results, first
}

// IMap calls fn for each item, in the pool, and gives the results in the order of the
// items, each with its error, as soon as they are there. ahead limits how many items are
// under way or wait for the loop to come to them; if it is not positive, only the pool
// does. Who leaves the loop early kills those that are under way.
//
// items is called by a greenlet of its own, so it may wait. If the loop is left meanwhile that
// greenlet is killed; in a program that is not green items may be left behind, if it does not
// wait in greenrt, until it comes to its next item. What it panics with goes on in the loop.
func IMap[T, R any](p *Pool, items iter.Seq[T], fn func(T) (R, error), ahead int) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) { newFeed(p, items, fn, ahead, true).each(yield) }
}

// IMapUnordered is [IMap] that gives the results in the order in which they are there.
func IMapUnordered[T, R any](p *Pool, items iter.Seq[T], fn func(T) (R, error), ahead int) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) { newFeed(p, items, fn, ahead, false).each(yield) }
}
