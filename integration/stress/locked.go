package main

import (
	"runtime"
	"sync"
	"time"
)

// locked locks goroutines to threads and lets them do all that makes a
// goroutine leave its thread otherwise. A locked goroutine is no part of a hub as long
// as it is: it must stay on its thread, nobody else may come there, and goroutines of the
// hub that it exchanges values with must neither miss it nor it them.
func locked(w *worker) {
	for !w.over() {
		in, out := make(chan int), make(chan int)
		var all sync.WaitGroup
		for range 1 + w.rng.IntN(5) {
			helper := w.helper()
			all.Go(func() { lockedOne(helper, in, out) })
		}
		n := 1 + w.rng.IntN(200)
		go func() {
			for i := range n {
				in <- i
			}
			close(in)
		}()
		sum := 0
		for range n {
			sum += <-out
		}
		same(w, "sum through locked threads", sum, n*(n-1)/2)
		all.Wait()
		w.tick()
	}
}

func lockedOne(w *worker, in <-chan int, out chan<- int) {
	depth := 1 + w.rng.IntN(3)
	for range depth {
		runtime.LockOSThread()
	}
	tid := gettid()
	for x := range in {
		switch w.rng.IntN(8) {
		case 0:
			runtime.Gosched()
		case 1:
			time.Sleep(upTo(w.rng, time.Millisecond))
		case 2:
			nanosleep(upTo(w.rng, time.Millisecond))
		case 3:
			// A short life in the hub, for which the thread is up for grabs.
			for range depth {
				runtime.UnlockOSThread()
			}
			breathe(w.rng)
			for range depth {
				runtime.LockOSThread()
			}
			tid = gettid()
		case 4:
			descend(w, nil, uint64(w.rng.IntN(500)))
		case 5:
			runtime.GC()
		}
		same(w, "thread", gettid(), tid)
		out <- x
		same(w, "thread after a wait", gettid(), tid)
		w.tick()
	}
	if chance(w.rng, 3) {
		return // locked: ends the thread
	}
	for range depth {
		runtime.UnlockOSThread()
	}
}
