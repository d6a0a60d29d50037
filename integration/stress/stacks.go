package main

import (
	"runtime"
	"time"
)

// stacks recurses deeply and returns, so that the stack grows by copying; waits
// with little of it in use, so that the collector shrinks it; and at any depth gives others
// a turn. A frame holds a pointer into the caller's frame and numbers that
// belong to it: a stack that was moved while somebody ran on it, or was
// scanned half-moved, has wrong ones.
func stacks(w *worker) {
	for !w.over() {
		depth := 1 << (3 + w.rng.IntN(11)) // up to 8192 frames, 2 MB
		got := descend(w, nil, uint64(depth))
		same(w, "sum", got, uint64(depth)*uint64(depth+1)/2)
		w.tick()
		// A shrink needs a collection that finds the goroutine parked.
		switch w.rng.IntN(4) {
		case 0:
			time.Sleep(upTo(w.rng, 3*time.Millisecond))
		case 1:
			runtime.GC()
		case 2:
			grown := make(chan uint64)
			d := uint64(w.rng.IntN(2000))
			helper := w.helper()
			go func() { grown <- descend(helper, nil, d) }()
			same(w, "sum of a new goroutine", <-grown, d*(d+1)/2)
		}
	}
}

// A frame is what descend keeps on the stack.
type frame struct {
	up    *frame
	id    uint64
	words [16]uint64
}

//go:noinline
func descend(w *worker, up *frame, depth uint64) uint64 {
	f := frame{up: up, id: depth}
	for i := range f.words {
		f.words[i] = depth * uint64(i+1)
	}
	if w.rng.IntN(256) == 0 {
		breathe(w.rng)
	}
	sum := depth
	if depth > 0 {
		sum += descend(w, &f, depth-1)
	}
	if w.rng.IntN(256) == 0 {
		breathe(w.rng)
	}
	for i, x := range f.words {
		if x != depth*uint64(i+1) {
			w.failf("frame %d: word %d is %#x", depth, i, x)
		}
	}
	if up != nil && (f.up != up || up.id != depth+1) {
		w.failf("frame %d: pointer to the caller's frame leads to %d", depth, up.id)
	}
	return sum
}
