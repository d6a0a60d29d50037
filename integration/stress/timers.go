package main

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// timers races Stop and Reset against timers that are just due, in every form
// that package time has.
func timers(w *worker) {
	for !w.over() {
		var all sync.WaitGroup
		for range 1 + w.rng.IntN(30) {
			rng := w.fork()
			all.Go(func() {
				switch rng.IntN(5) {
				case 0:
					stopFunc(w, rng)
				case 1:
					resetFunc(w, rng)
				case 2:
					resetChan(w, rng)
				case 3:
					ticker(w, rng)
				case 4:
					d := upTo(rng, 2*time.Millisecond)
					start := time.Now()
					time.Sleep(d)
					if took := time.Since(start); took < d {
						w.failf("Sleep(%v) took %v", d, took)
					}
				}
			})
		}
		all.Wait()
		w.tick()
	}
}

// stopFunc: what Stop says is what happens.
func stopFunc(w *worker, rng *rand.Rand) {
	d := upTo(rng, 300*time.Microsecond)
	var ran atomic.Int64
	done := make(chan bool)
	t := time.AfterFunc(d, func() { ran.Add(1); close(done) })
	time.Sleep(d)
	if t.Stop() {
		breathe(rng)
		same(w, "runs of a stopped AfterFunc", ran.Load(), 0)
		return
	}
	<-done
	breathe(rng)
	same(w, "runs of an AfterFunc", ran.Load(), 1)
}

// resetFunc: a function runs once for every Reset of a timer that had
// fired, and once for the last.
func resetFunc(w *worker, rng *rand.Rand) {
	ran := make(chan bool, 32)
	t := time.AfterFunc(upTo(rng, 200*time.Microsecond), func() { ran <- true })
	want := 1
	for range rng.IntN(20) {
		time.Sleep(upTo(rng, 200*time.Microsecond))
		if !t.Reset(upTo(rng, 200*time.Microsecond)) {
			want++
		}
	}
	for range want {
		<-ran
	}
	time.Sleep(300 * time.Microsecond)
	same(w, "runs too many after Reset", len(ran), 0)
}

// resetChan: since Go 1.23 no stale value is received after Stop or Reset.
func resetChan(w *worker, rng *rand.Rand) {
	t := time.NewTimer(upTo(rng, 200*time.Microsecond))
	for range 10 {
		time.Sleep(upTo(rng, 200*time.Microsecond))
		t.Stop()
		select {
		case <-t.C:
			w.failf("a stopped timer's channel has a value")
		default:
		}
		d := upTo(rng, 300*time.Microsecond)
		start := time.Now()
		t.Reset(d)
		<-t.C
		if took := time.Since(start); took < d {
			w.failf("a timer reset to %v fired after %v", d, took)
		}
	}
}

// ticker: the nth tick since the ticker was made or reset does not come before
// n periods have passed. (A tick may well be younger than the next: the time in it is off
// by what the runtime needed to send it.)
func ticker(w *worker, rng *rand.Rand) {
	d := 50*time.Microsecond + upTo(rng, 500*time.Microsecond)
	due := time.Now()
	t := time.NewTicker(d)
	defer t.Stop()
	for range 10 {
		if chance(rng, 5) {
			due = time.Now()
			t.Reset(d)
		}
		due = due.Add(d)
		if tick := <-t.C; tick.Before(due) {
			w.failf("a tick came %v early", due.Sub(tick))
		}
	}
}
