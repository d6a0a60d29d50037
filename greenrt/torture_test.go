package greenrt_test

import (
	"flag"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/core"
)

var (
	tortureTrials = flag.Int("torture.trials", 3000, "kills and timeouts for each kind of wait")
	tortureTotal  = flag.Int("torture.total", 0, "kills and timeouts in all, instead")
	tortureSeed   = flag.Uint64("torture.seed", 0, "seed; 0 is random")
)

// A bench is a thing that workers wait at, and that counts what they did.
type bench struct {
	name string
	// own says that workers wait only in greenrt.
	own bool
	// make returns what a worker does again and again, what the driver does between
	// two trials, and what is true when all workers are gone.
	make func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T))
}

// benches are all that workers wait at.
var benches = slices.Concat(chanBenches, syncBenches, ownBenches, ioBenches)

func TestTorture(t *testing.T) {
	seed := *tortureSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-torture.seed=%d", seed)
	if *tortureTotal > 0 {
		*tortureTrials = *tortureTotal / (2 * len(benches))
	}
	defer func(rate int) { runtime.MemProfileRate = rate }(runtime.MemProfileRate)
	runtime.MemProfileRate = 1 // for inUse
	for _, b := range benches {
		if !b.own && !greenrt.Enabled() {
			continue // nobody can be killed there
		}
		for _, events := range []string{"same thread", "other thread"} {
			t.Run(b.name+"/"+events, func(t *testing.T) {
				sudogs := func() int { return inUse("runtime.acquireSudog") }
				timers := func() int { return inUse("time.AfterFunc", "time.NewTimer", "time.After") }
				files := func() int { return openFiles(t) }
				g0, s0, t0, f0 := runtime.NumGoroutine(), sudogs(), timers(), files()
				t.Run("", func(t *testing.T) { // what it opens is closed when this ends
					work, disturb, finish := b.make(t)
					torture(t, seed, work, disturb, events == "other thread")
					if finish != nil {
						finish(t)
					}
				})
				settled(t, "goroutines", g0, runtime.NumGoroutine)
				settled(t, "open files", f0+2, files) // the poller's, if it was not in use
				// Some are kept to be used again: 128 sudogs by each P, and timers
				// by heaps until they are swept.
				settled(t, "sudogs", s0+128*runtime.GOMAXPROCS(0)+50, sudogs)
				settled(t, "timers", t0+500, timers)
			})
		}
	}
	for wait, n := range core.KillCounts() {
		t.Logf("%-25s %7d waits ended, %6d events came first", wait, n.Ended, n.Kept)
	}
	if greenrt.Enabled() {
		for _, wait := range []string{
			"chan send", "chan receive", "select", "sleep", "IO wait", "coroutine", "semacquire",
			"sync.Mutex.Lock", "sync.RWMutex.RLock", "sync.RWMutex.Lock", "sync.WaitGroup.Wait", "sync.Cond.Wait",
		} {
			if core.KillCounts()[wait].Ended == 0 {
				t.Errorf("no kill has ended a wait of kind %s", wait)
			}
		}
	}
}

// torture kills and times out workers until there have been as many trials as asked
// for. The events that they wait for come from the goroutine that kills them, or from
// one that is locked to a thread, so that the two meet in the middle of either.
func torture(t *testing.T, seed uint64, work, disturb func(r *rand.Rand), aside bool) {
	const workers = 8
	if disturb == nil {
		disturb = func(r *rand.Rand) {}
	}
	if aside {
		each, stop := disturb, make(chan struct{})
		var over sync.WaitGroup
		defer over.Wait()
		defer close(stop)
		over.Go(func() {
			runtime.LockOSThread()
			r := rand.New(rand.NewPCG(seed, 1<<40))
			for {
				select {
				case <-stop:
					return
				default:
				}
				each(r)
				for range r.IntN(200) {
				}
				if r.IntN(10) == 0 {
					time.Sleep(time.Duration(r.IntN(50)) * time.Microsecond)
				}
			}
		})
		disturb = func(r *rand.Rand) {}
	}
	r := rand.New(rand.NewPCG(seed, 0))
	var trials atomic.Int64
	start := func(i uint64) *greenrt.Greenlet {
		r := rand.New(rand.NewPCG(seed, i))
		return greenrt.Go(func() {
			for {
				switch r.IntN(4) {
				case 0:
					trials.Add(1)
					greenrt.WithTimeout(time.Duration(r.IntN(60))*time.Microsecond, func() { work(r) })
				case 1:
					// Nested, and swallowed by whose it is.
					trials.Add(2)
					greenrt.WithTimeout(time.Duration(r.IntN(60))*time.Microsecond, func() {
						greenrt.WithTimeout(time.Duration(r.IntN(60))*time.Microsecond, func() { work(r) })
					})
				default:
					work(r)
				}
			}
		})
	}
	var crew [workers]*greenrt.Greenlet
	n := uint64(workers)
	for i := range crew {
		crew[i] = start(uint64(i))
	}
	deadline := time.Now().Add(3*time.Minute + time.Duration(*tortureTrials)*time.Millisecond/10)
	for trials.Load() < int64(*tortureTrials) {
		if time.Now().After(deadline) {
			t.Fatalf("only %d trials", trials.Load())
		}
		i := r.IntN(workers)
		switch r.IntN(6) {
		case 0:
			greenrt.Yield()
		case 1:
			time.Sleep(time.Duration(r.IntN(20)) * time.Microsecond)
		case 2:
			if r.IntN(50) == 0 {
				runtime.GC()
			}
		}
		if r.IntN(2) == 0 {
			disturb(r)
		}
		trials.Add(1)
		if err := crew[i].KillTimeout(0); err != nil && err != greenrt.ErrNotReady && err != greenrt.ErrUnreachable {
			t.Fatal(err)
		}
		if r.IntN(4) == 0 {
			crew[i].KillTimeout(0) // twice
		}
		if crew[i].Ready() {
			if err := crew[i].Err(); err != nil {
				t.Fatal(err)
			}
			crew[i] = start(n)
			n++
		}
	}
	// One kill may be swallowed by nobody: all end.
	for i, gl := range crew {
		if err := gl.KillTimeout(patience); err != nil && !(err == greenrt.ErrUnreachable && gl.JoinTimeout(patience)) {
			t.Fatalf("worker %d does not end: %v", i, err)
		}
		if err := gl.Err(); err != nil {
			t.Fatal(err)
		}
	}
}
