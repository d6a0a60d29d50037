package main

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// locks contends for mutexes whose owners give others a turn in the middle of
// the critical section, so that every lock has waiters, mutexes starve and are
// handed over; likewise for RWMutex, Cond and Once.
func locks(w *worker) {
	for !w.over() {
		n, each := 2+w.rng.IntN(20), 1+w.rng.IntN(100)
		var (
			mu     sync.Mutex
			rw     sync.RWMutex
			once   sync.Once
			inside int // under mu
			count  int // under mu
			x, y   int // under rw: always equal
			onces  atomic.Int64
			all    sync.WaitGroup
		)
		for range n {
			rng := w.fork()
			all.Go(func() {
				for range each {
					if chance(rng, 4) {
						for !mu.TryLock() {
							runtime.Gosched()
						}
					} else {
						mu.Lock()
					}
					if inside++; inside != 1 {
						w.failf("%d goroutines own one mutex", inside)
					}
					count++
					if chance(rng, 3) {
						breathe(rng)
					}
					inside--
					mu.Unlock()

					if chance(rng, 4) {
						rw.Lock()
						x++
						runtime.Gosched()
						y++
						rw.Unlock()
					} else {
						rw.RLock()
						if x != y {
							w.failf("a reader sees a writer's work half done: %d %d", x, y)
						}
						if chance(rng, 3) {
							breathe(rng)
						}
						if x != y {
							w.failf("a writer entered beside a reader: %d %d", x, y)
						}
						rw.RUnlock()
					}
					once.Do(func() { runtime.Gosched(); onces.Add(1) })
					same(w, "runs of a Once", onces.Load(), 1)
				}
			})
		}
		all.Wait()
		same(w, "count under a mutex", count, n*each)
		queue(w)
		w.tick()
	}
}

// queue is the bounded buffer of the textbooks, with two conditions.
func queue(w *worker) {
	var (
		mu              sync.Mutex
		notEmpty        = sync.NewCond(&mu)
		notFull         = sync.NewCond(&mu)
		buf             []int
		limit           = 1 + w.rng.IntN(5)
		n               = 1 + w.rng.IntN(500)
		pairs           = 1 + w.rng.IntN(8)
		received, total atomic.Int64
		all             sync.WaitGroup
	)
	for range pairs {
		all.Go(func() {
			for i := range n {
				mu.Lock()
				for len(buf) == limit {
					notFull.Wait()
				}
				buf = append(buf, i)
				mu.Unlock()
				notEmpty.Signal()
			}
		})
		all.Go(func() {
			for range n {
				mu.Lock()
				for len(buf) == 0 {
					notEmpty.Wait()
				}
				total.Add(int64(buf[0]))
				buf = buf[1:]
				mu.Unlock()
				notFull.Signal()
				received.Add(1)
			}
		})
	}
	all.Wait()
	same(w, "values through a queue", received.Load(), int64(pairs*n))
	same(w, "sum through a queue", total.Load(), int64(pairs*n*(n-1)/2))
}
