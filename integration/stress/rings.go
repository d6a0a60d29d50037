package main

import "sync"

// rings passes tokens around rings of goroutines over unbuffered channels: each hop
// is a park, a wake-up and a switch, and a single lost wake-up stops the ring
// for ever.
func rings(w *worker) {
	for !w.over() {
		size, laps := 2+w.rng.IntN(100), 1+w.rng.IntN(200)
		tokens := 1 + w.rng.IntN(size/2) // a full ring of unbuffered channels could not move
		links := make([]chan int, size)
		for i := range links {
			links[i] = make(chan int)
		}
		finished := make(chan int, tokens)
		var members sync.WaitGroup
		for i := range links {
			in, out := links[i], links[(i+1)%size]
			members.Go(func() {
				for hops := range in {
					if hops++; hops >= laps*size {
						finished <- hops
						w.tick()
					} else {
						out <- hops
					}
				}
			})
		}
		for range tokens {
			links[w.rng.IntN(size)] <- 0
		}
		for range tokens {
			same(w, "hops", <-finished, laps*size)
		}
		for _, c := range links {
			close(c)
		}
		members.Wait()
	}
}
