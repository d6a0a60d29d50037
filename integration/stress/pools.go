package main

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// pools takes buffers from a sync.Pool, which is sharded by P and pins the goroutine
// to it meanwhile: two goroutines that believe to be pinned to one P get the
// same buffer.
func pools(w *worker) {
	type buffer struct {
		owner atomic.Int64
		words []int64
	}
	pool := sync.Pool{New: func() any { return &buffer{words: make([]int64, 64)} }}
	for !w.over() {
		var all sync.WaitGroup
		for id := range int64(1 + w.rng.IntN(30)) {
			rng := w.fork()
			all.Go(func() {
				for range 100 {
					b := pool.Get().(*buffer)
					if !b.owner.CompareAndSwap(0, id+1) {
						w.failf("a pool's object has two owners: %d and %d", b.owner.Load(), id+1)
					}
					for i := range b.words {
						b.words[i] = id
					}
					if chance(rng, 4) {
						breathe(rng)
					}
					for i := range b.words {
						same(w, "word of a pool's object", b.words[i], id)
					}
					b.owner.Store(0)
					pool.Put(b)
				}
			})
		}
		all.Wait()
		if chance(w.rng, 10) {
			runtime.GC()
		}
		w.tick()
	}
}
