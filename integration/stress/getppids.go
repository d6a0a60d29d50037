package main

import (
	"os"
	"runtime"
	"sync"
)

// getppids makes short system calls back to back in several goroutines, while others make
// longer ones: each end of a call is a race between its goroutine, which wants
// to go on, and whoever wants its P: sysmon, a stop-the-world, or a thread whose
// own call has ended.
func getppids(w *worker) {
	want := os.Getppid()
	for !w.over() {
		var all sync.WaitGroup
		for range 1 + w.rng.IntN(6) {
			rng := w.fork()
			all.Go(func() {
				for range 2000 {
					same(w, "getppid", getppid(), want)
				}
				for range 20 {
					nanosleep(upTo(rng, 50_000))
					same(w, "getppid", getppid(), want)
					if chance(rng, 4) {
						runtime.Gosched()
					}
				}
			})
		}
		all.Wait()
		w.tick()
	}
}
