package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// alone checks the promise that a hub's members run one at a time. Its goroutines
// compute in sections in which they do not wait, and between sections wait in
// every way that takes them out of the hub and back: system calls short and
// long, locked threads, channels, timers.
//
// With GREENRT=preempt=off nobody else may enter while one is inside. Otherwise
// a member may lose its turn at the end of a slice, in the middle of a section,
// so that the number inside proves nothing. But turns change at most every few
// milliseconds then, and both of two that run at once see the other's mark again and again:
// a section that sees many changes in a moment was not alone.
//
// In a stock build there is no such promise, and nothing to check.
func alone(w *worker) {
	var mark atomic.Int64 // who has computed last
	var inside atomic.Int64
	for !w.over() {
		var all sync.WaitGroup
		for id := range int64(2 + w.rng.IntN(10)) {
			rng := w.fork()
			all.Go(func() {
				for range 50 {
					switch rng.IntN(6) {
					case 0:
						nanosleep(upTo(rng, 100*time.Microsecond))
					case 1:
						nanosleep(upTo(rng, 3*time.Millisecond))
					case 2:
						runtime.LockOSThread()
						runtime.Gosched()
						runtime.UnlockOSThread()
					default:
						breathe(rng)
					}
					section(w, id+1, &mark, &inside, 1+rng.IntN(200))
				}
			})
		}
		all.Wait()
		w.tick()
	}
}

// section computes, without a wait and without an allocation, which may be one.
func section(w *worker, id int64, mark, inside *atomic.Int64, n int) {
	if !green() {
		return
	}
	if strict() && inside.Add(1) != 1 {
		w.failf("%d members run at once", inside.Load())
	}
	const window = int64(time.Millisecond)
	changes, since, result := 0, now(), uint64(id)
	for range n {
		mark.Store(id)
		result, _ = spin(result, 1, 50)
		if mark.Load() == id {
			continue
		}
		if t := now(); t-since > window {
			changes, since = 0, t
		}
		if changes++; changes > 20 {
			w.failf("two members run at once: %d changes in %d us", changes, (now()-since)/1000)
		}
	}
	if strict() {
		inside.Add(-1)
	}
	runtime.KeepAlive(result)
}
