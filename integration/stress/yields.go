package main

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// yields is a storm of Gosched, which a green build answers with an assembly switch from
// goroutine to goroutine. Each keeps more numbers at work, integers and floats,
// than there are registers; each must get its turns; and some join and leave
// all the time.
func yields(w *worker) {
	for !w.over() {
		n, each := 2+w.rng.IntN(50), 1+w.rng.IntN(2000)
		var turns atomic.Int64
		var all sync.WaitGroup
		for id := range n {
			all.Go(func() {
				turns.Add(int64(storm(w, uint64(id), each)))
			})
			if chance(w.rng, 4) {
				runtime.Gosched()
			}
		}
		all.Wait()
		same(w, "turns", turns.Load(), int64(n*each))
		w.tick()
	}
}

func storm(w *worker, id uint64, n int) int {
	a, b, c, d, e, f := id, id+1, id+2, id+3, id+4, id+5
	x, y, z := float64(id), float64(id)+0.5, float64(id)+0.25
	turns := 0
	for i := range n {
		runtime.Gosched()
		turns++
		a, b, c, d, e, f = b+1, c+1, d+1, e+1, f+1, a+1
		x, y, z = y+1, z+1, x+1
		if i%64 == 0 {
			go func() { runtime.Gosched() }()
		}
	}
	same(w, "integers after a storm", a+b+c+d+e+f, 6*id+15+6*uint64(n))
	same(w, "floats after a storm", x+y+z, 3*float64(id)+0.75+3*float64(n))
	return turns
}
