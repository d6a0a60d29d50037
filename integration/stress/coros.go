package main

import (
	"iter"
	"runtime"
	"slices"
)

// coros runs iter.Pull, whose coroutines switch without the scheduler: called
// from other goroutines than the one that made them, made and called by
// goroutines that are locked to a thread, parked inside, nested, stopped half-way, and
// ending in a panic.
func coros(w *worker) {
	for !w.over() {
		switch w.rng.IntN(6) {
		case 0:
			pullHere(w, 1+w.rng.IntN(1000))
		case 1:
			pullThere(w)
		case 2:
			pullLocked(w)
		case 3:
			pullNested(w)
		case 4:
			pullStopped(w)
		case 5:
			pullPanics(w)
		}
		w.tick()
	}
}

// count yields 0 to n-1, and gives others a turn now and then.
func count(w *worker, n int) iter.Seq[int] {
	rng := w.fork()
	return func(yield func(int) bool) {
		for i := range n {
			if chance(rng, 8) {
				breathe(rng)
			}
			if !yield(i) {
				return
			}
		}
	}
}

func pullHere(w *worker, n int) {
	next, stop := iter.Pull(count(w, n))
	defer stop()
	for i := range n {
		got, ok := next()
		if !ok || got != i {
			w.failf("next: got %d %t, want %d", got, ok, i)
		}
	}
	if _, ok := next(); ok {
		w.failf("next after the end")
	}
}

// pullThere makes a coroutine in one goroutine and calls it from others, one after
// the other, some of which then end.
func pullThere(w *worker) {
	n := 1 + w.rng.IntN(100)
	next, stop := iter.Pull(count(w, n))
	defer stop()
	done := make(chan bool)
	for i := range n {
		rng := w.fork()
		go func() {
			got, ok := next()
			if !ok || got != i {
				w.failf("next elsewhere: got %d %t, want %d", got, ok, i)
			}
			done <- true
			breathe(rng)
		}()
		<-done
	}
}

// pullLocked makes and calls a coroutine on a locked thread, which moves to the
// coroutine and back.
func pullLocked(w *worker) {
	done := make(chan bool)
	n := 1 + w.rng.IntN(50)
	leave := chance(w.rng, 2)
	helper := w.helper()
	go func() {
		defer close(done)
		runtime.LockOSThread()
		tid := gettid()
		pullHere(helper, n)
		next, stop := iter.Pull(func(yield func(int) bool) {
			for {
				runtime.Gosched()
				if !yield(gettid()) {
					return
				}
			}
		})
		for range n {
			runtime.Gosched()
			got, _ := next()
			same(w, "thread in a locked goroutine's coroutine", got, tid)
			same(w, "thread after a coroutine", gettid(), tid)
		}
		stop()
		if leave {
			runtime.UnlockOSThread()
		} // else the thread ends with the goroutine
	}()
	<-done
}

// pullNested pulls from what pulls from what pulls.
func pullNested(w *worker) {
	n, depth := 1+w.rng.IntN(50), 1+w.rng.IntN(20)
	seq := count(w, n)
	for range depth {
		inner := seq
		seq = func(yield func(int) bool) {
			next, stop := iter.Pull(inner)
			defer stop()
			for {
				x, ok := next()
				if !ok || !yield(x) {
					return
				}
			}
		}
	}
	got := slices.Collect(seq)
	same(w, "values through nested coroutines", len(got), n)
	for i, x := range got {
		same(w, "value through nested coroutines", x, i)
	}
}

// pullStopped ends a coroutine early; its deferred functions run.
func pullStopped(w *worker) {
	rng := w.fork()
	cleaned := false
	next, stop := iter.Pull(func(yield func(int) bool) {
		defer func() { breathe(rng); cleaned = true }()
		for yield(0) {
		}
	})
	for range w.rng.IntN(10) {
		next()
	}
	started, ok := next()
	_ = started
	stop()
	same(w, "deferred function of a stopped coroutine ran", cleaned, ok)
	if _, ok := next(); ok {
		w.failf("next after stop")
	}
}

// pullPanics: what a coroutine panics with arrives at the caller of next, and
// runtime.Goexit in it ends the caller.
func pullPanics(w *worker) {
	next, stop := iter.Pull(func(yield func(int) bool) {
		yield(1)
		runtime.Gosched()
		panic(errUnwind)
	})
	next()
	func() {
		defer func() { same(w, "panic out of a coroutine", recover(), any(errUnwind)) }()
		next()
	}()
	stop()

	done := make(chan bool)
	go func() {
		defer close(done)
		next, stop := iter.Pull(func(yield func(int) bool) {
			runtime.Gosched()
			runtime.Goexit()
		})
		defer stop()
		next()
		w.failf("Goexit in a coroutine did not end its caller")
	}()
	<-done
}
