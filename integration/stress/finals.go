package main

import (
	"runtime"
	"sync/atomic"
	"time"
)

// finals lets finalizers and cleanups, whose goroutines are the runtime's own and
// no members of a hub, start goroutines, wait for them and yield. All must have run
// a few collections later.
func finals(w *worker) {
	type object struct {
		id int
		_  *int // a pointer, or the object might share its memory with others, and live as long
	}
	for !w.over() {
		var ran, inner atomic.Int64
		n := 1 + w.rng.IntN(200)
		for id := range n {
			o := &object{id: id}
			job := func(id int) {
				done := make(chan int)
				go func() { runtime.Gosched(); inner.Add(1); done <- id }()
				if id%3 == 0 {
					runtime.Gosched()
				}
				same(w, "value from a finalizer's goroutine", <-done, id)
				ran.Add(1)
			}
			if id%2 == 0 {
				runtime.SetFinalizer(o, func(o *object) { job(o.id) })
			} else {
				runtime.AddCleanup(o, job, id)
			}
		}
		// They run one after the other, each with several waits, and beside work
		// that computes each wait lasts for a time slice of everybody's. So what
		// tells a lost one is that none runs for long, not how long all take.
		for seen := int64(0); seen < int64(n); {
			runtime.GC()
			time.Sleep(time.Millisecond)
			if now := ran.Load(); now != seen {
				seen = now
				w.tick()
			}
		}
		same(w, "goroutines started by finalizers", inner.Load(), int64(n))
		w.tick()
	}
}
