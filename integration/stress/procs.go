package main

import (
	"runtime"
	"time"
)

// procs changes GOMAXPROCS: Ps vanish with timers, run queues and, at times, a hub's
// holder on them. In between it goes back to what the process was started
// with, so that a run with GOMAXPROCS=1 is mostly that.
func procs(w *worker) {
	first := runtime.GOMAXPROCS(0)
	for !w.over() {
		n := []int{1, 2, 4, 8}[w.rng.IntN(4)]
		runtime.GOMAXPROCS(n)
		time.Sleep(upTo(w.rng, 20*time.Millisecond))
		same(w, "GOMAXPROCS", runtime.GOMAXPROCS(first), n)
		time.Sleep(upTo(w.rng, 50*time.Millisecond))
		w.tick()
	}
}
