package main

import (
	"sync"
	"time"
)

// spins computes in loops without a call, which only a signal can preempt, and
// checks the result: a preemption that lost a register changes it.
func spins(w *worker) {
	const steps = 1 << 16
	wantI, wantF := spin(1, 1, steps)
	for !w.over() {
		var all sync.WaitGroup
		for range 1 + w.rng.IntN(3) {
			rng := w.fork()
			all.Go(func() {
				for range 1 + rng.IntN(300) {
					i, f := spin(1, 1, steps)
					same(w, "integer result", i, wantI)
					same(w, "float result", f, wantF)
				}
				time.Sleep(upTo(rng, 30*time.Millisecond))
			})
		}
		all.Wait()
		w.tick()
	}
}

//go:noinline
func spin(i uint64, f float64, steps int) (uint64, float64) {
	j, g := i+1, f/3
	for range steps {
		i, j = i*6364136223846793005+1442695040888963407, j^i>>33
		f, g = f*0.999+g, g*1.0001-f*0.001
	}
	return i + j, f + g
}
