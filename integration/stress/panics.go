package main

import (
	"errors"
	"runtime"
	"sync/atomic"
)

// panics unwinds in every way there is, with turns for others in deferred functions:
// panics of the program, of the runtime and by a fault (a signal, whose handler
// injects the call), one recovered while another is in flight, runtime.Goexit,
// and a panic while that runs. Every deferred function must run once.
func panics(w *worker) {
	for !w.over() {
		switch w.rng.IntN(5) {
		case 0:
			unwind(w, 1+w.rng.IntN(100), func() { panic(errUnwind) }, errUnwind.Error())
		case 1:
			var p *frame
			unwind(w, 1+w.rng.IntN(100), func() { p.id++ }, "runtime error: invalid memory address or nil pointer dereference")
		case 2:
			var s []int
			i := w.rng.IntN(10)
			unwind(w, 1+w.rng.IntN(20), func() { s[i]++ }, "")
		case 3:
			inFlight(w)
		case 4:
			goexits(w)
		}
		w.tick()
	}
}

var errUnwind = errors.New("unwind")

// unwind panics below depth frames, each with a deferred function, and checks
// what arrives.
func unwind(w *worker, depth int, cause func(), want string) {
	ran := 0
	func() {
		defer func() {
			err, ok := recover().(error)
			if !ok || want != "" && err.Error() != want {
				w.failf("recovered %v, want %q", err, want)
			}
		}()
		below(w, depth, &ran, cause)
		w.failf("a panic returned")
	}()
	same(w, "deferred functions", ran, depth)
}

//go:noinline
func below(w *worker, depth int, ran *int, cause func()) {
	if depth == 0 {
		cause()
		return
	}
	defer func() {
		*ran++
		if chance(w.rng, 20) {
			breathe(w.rng)
		}
	}()
	below(w, depth-1, ran, cause)
}

// inFlight recovers a second panic in a deferred function of the first.
func inFlight(w *worker) {
	defer func() {
		same(w, "outer panic", recover(), any(1))
	}()
	defer func() {
		defer func() {
			same(w, "inner panic", recover(), any(2))
			runtime.Gosched()
		}()
		runtime.Gosched()
		panic(2)
	}()
	panic(1)
}

// goexits ends goroutines half-way, some with a panic on the way out.
func goexits(w *worker) {
	n := 1 + w.rng.IntN(20)
	var ran atomic.Int64
	done := make(chan bool, n)
	for i := range n {
		rng := w.fork()
		go func() {
			defer func() { done <- recover() == nil }()
			defer ran.Add(1)
			defer func() {
				if i%3 == 0 {
					defer func() { recover() }()
					breathe(rng)
					panic(3) // recovered: Goexit goes on
				}
			}()
			breathe(rng)
			func() {
				defer ran.Add(1)
				runtime.Goexit()
			}()
			w.failf("Goexit returned")
		}()
	}
	for range n {
		if !<-done {
			w.failf("Goexit looks like a panic")
		}
	}
	same(w, "functions deferred before Goexit", ran.Load(), int64(2*n))
}
