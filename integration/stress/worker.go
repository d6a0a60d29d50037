package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A kind is one kind of work. run is called by each of 1 to most workers and
// loops until w.over, calling w.tick whenever it has got on. What it starts must have
// ended when it returns, and its own checks must have passed.
type kind struct {
	name    string
	catches string
	most    int
	run     func(w *worker)

	ticks atomic.Int64 // of all rounds
}

// A worker is one goroutine that does one kind of work for one round.
type worker struct {
	kind  *kind
	rng   *rand.Rand // the worker's own; its helpers get forks
	alone bool       // nobody else works in this round
	stop  <-chan struct{}
	last  atomic.Int64 // when it ticked, as in now
	ended atomic.Bool
	of    *worker // nil, or the one that a helper ticks for
}

// helper returns a worker for a goroutine that w is about to start and to wait for. When the
// helper gets on, w does.
func (w *worker) helper() *worker {
	return &worker{kind: w.kind, rng: w.fork(), stop: w.stop, of: w}
}

// now is a monotonic time that fits into an atomic.
func now() int64 { return int64(time.Since(started)) }

var started = time.Now()

// over reports whether the round has ended.
func (w *worker) over() bool {
	select {
	case <-w.stop:
		return true
	default:
		return false
	}
}

// tick notes that the worker has got on. Any goroutine may call it.
func (w *worker) tick() {
	w.kind.ticks.Add(1)
	for ; w != nil; w = w.of {
		w.last.Store(now())
	}
}

func (w *worker) failf(format string, args ...any) {
	fail("%s: %s", w.kind.name, fmt.Sprintf(format, args...))
}

// must is for errors that cannot happen unless the scheduler is broken, or the
// machine is out of something.
func (w *worker) must(err error) {
	if err != nil {
		w.failf("%v", err)
	}
}

// same fails unless got is want.
func same[T comparable](w *worker, what string, got, want T) {
	if got != want {
		w.failf("%s: got %v, want %v", what, got, want)
	}
}

// fork returns a source of random numbers for a goroutine that the worker is about
// to start. Only the worker may call it.
func (w *worker) fork() *rand.Rand { return fork(w.rng) }

func fork(rng *rand.Rand) *rand.Rand { return rand.New(rand.NewPCG(rng.Uint64(), rng.Uint64())) }

// chance is true one time in n.
func chance(rng *rand.Rand, n int) bool { return rng.IntN(n) == 0 }

// upTo returns a duration in [0, d).
func upTo(rng *rand.Rand, d time.Duration) time.Duration { return time.Duration(rng.Int64N(int64(d))) }

// breathe gives others a turn in one of the ways in which a goroutine can: it
// is where the goroutines of a kind meet those of the others.
func breathe(rng *rand.Rand) {
	switch rng.IntN(8) {
	case 0, 1, 2:
		runtime.Gosched()
	case 3:
		time.Sleep(upTo(rng, 200*time.Microsecond))
	case 4:
		c := make(chan int)
		go func() { c <- 1 }()
		<-c
	case 5:
		getppid()
	}
}

// workers of the present round, for the watchdog.
var workers struct {
	sync.Mutex
	list []*worker
}

// play runs one round.
func play(n int, hand []*kind, rng *rand.Rand, d time.Duration) {
	stop := make(chan struct{})
	var list []*worker
	var what []string
	for _, k := range hand {
		count := 1 + rng.IntN(k.most)
		if len(hand) == 1 && n%2 == 0 {
			count = 1
		}
		what = append(what, fmt.Sprintf("%s*%d", k.name, count))
		for range count {
			list = append(list, &worker{kind: k, rng: fork(rng), stop: stop})
		}
	}
	if len(list) == 1 {
		list[0].alone = true
	}
	current.Store(fmt.Sprintf("round=%d (%s)", n, strings.Join(what, " ")))

	workers.Lock()
	workers.list = list
	workers.Unlock()

	var all sync.WaitGroup
	for _, w := range list {
		w.last.Store(now())
		all.Go(func() {
			w.kind.run(w)
			w.ended.Store(true)
		})
	}
	time.Sleep(d)
	close(stop)
	all.Wait()

	workers.Lock()
	workers.list = nil
	workers.Unlock()
}
