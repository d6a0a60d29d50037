package main

import (
	"errors"
	"runtime"
	"sync"
	"time"
)

// offloads calls functions that leave the hub for as long as they run, from goroutines
// that exchange values with others of the hub, and lets them end in each way: a
// value that goes through one must arrive, and the sum of what all did be right.
func offloads(w *worker) {
	for !w.over() {
		in, out := make(chan int), make(chan int)
		var all sync.WaitGroup
		for range 1 + w.rng.IntN(5) {
			helper := w.helper()
			all.Go(func() {
				for x := range in {
					out <- offloadOne(helper, x, 1+helper.rng.IntN(3))
					helper.tick()
				}
				if chance(helper.rng, 3) {
					offloadExit()
				}
			})
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
		same(w, "sum through offloaded functions", sum, n*(n-1)/2)
		all.Wait()
		w.tick()
	}
}

var errOffload = errors.New("offload")

//greenify:offload
func offloadOne(w *worker, x, depth int) (result int) {
	defer func() {
		if p := recover(); p != nil {
			same(w, "panic", p, any(errOffload))
			result = x
		}
	}()
	switch w.rng.IntN(9) {
	case 0:
		runtime.Gosched()
	case 1:
		time.Sleep(upTo(w.rng, time.Millisecond))
	case 2:
		nanosleep(upTo(w.rng, time.Millisecond))
	case 3:
		descend(w, nil, uint64(w.rng.IntN(500)))
	case 4:
		runtime.GC()
	case 5:
		c := make(chan int)
		go func() { c <- x }()
		same(w, "value of a goroutine that it started", <-c, x)
	case 6:
		runtime.LockOSThread()
		breathe(w.rng)
		runtime.UnlockOSThread()
	case 7:
		panic(errOffload)
	}
	if depth > 0 {
		return offloadOne(w, x, depth-1)
	}
	return x
}

//greenify:offload
func offloadExit() { runtime.Goexit() }
