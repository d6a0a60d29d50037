package behaviour

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// Nobody waits for as long as a stream of others lasts. In each test there is always
// somebody ready who has not had a turn yet. How long the one who waits does so is
// counted in turns of theirs, so that it is the same on a busy machine.

// lateness starts the others and is woken by another thread again and again until over. It
// returns by how much turns, the number of turns that the others had, grew each time until
// it ran.
func lateness(turns *atomic.Int64, start func(), over func(wakes int) bool) (late []int64) {
	woken := make(chan int64)
	go func() {
		runtime.LockOSThread() // away
		defer runtime.UnlockOSThread()
		defer close(woken)
		for n := 0; !over(n); n++ {
			nap(time.Millisecond)
			woken <- turns.Load()
		}
	}()
	start()
	for begun := range woken {
		late = append(late, turns.Load()-begun)
	}
	return late
}

// notLate fails if the others had a quarter of all their turns while who was woken was late
// by more than most of them. That is much: the kernel may stop a thread between its looking
// and its sending.
func notLate(t *testing.T, late []int64, most, turns int64) {
	t.Helper()
	sum := int64(0)
	for _, n := range late {
		if n > most {
			sum += n
		}
	}
	t.Logf("woken %d times, late by %d of %d turns", len(late), sum, turns)
	if greenrt.Enabled() && sum > turns/4 { // stock Go promises nothing
		t.Errorf("others had so many turns before who was woken: %d", late)
	}
}

// TestWokenBesideLockers has goroutines that each start the next and then lock
// themselves to their threads, which makes them leave the hub.
func TestWokenBesideLockers(t *testing.T) {
	const most, wakes = 5_000_000, 40
	var turns atomic.Int64
	var stop atomic.Bool
	var wg sync.WaitGroup
	var link func()
	link = func() {
		if turns.Add(1) < most && !stop.Load() {
			wg.Go(link)
		}
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
	}
	late := lateness(&turns, func() { wg.Go(link) }, func(n int) bool { return n == wakes || turns.Load() >= most })
	stop.Store(true)
	wg.Wait()
	notLate(t, late, 1000, turns.Load()) // a turn is some microseconds here
}

// TestWokenBesideBlocked has goroutines that are all ready block in calls of which nobody
// knows, so that sysmon takes the hub from each of them.
func TestWokenBesideBlocked(t *testing.T) {
	const sleepers = 300
	var nappers []*napper
	for range sleepers {
		nappers = append(nappers, newNapper(t))
	}
	var turns atomic.Int64
	var wg sync.WaitGroup
	late := lateness(&turns, func() {
		for _, n := range nappers {
			wg.Go(func() {
				turns.Add(1)
				n.nap(50 * time.Millisecond)
			})
		}
	}, func(int) bool { return turns.Load() >= sleepers })
	wg.Wait()
	notLate(t, late, 20, turns.Load())
}

// TestOldBesideNew has goroutines that each start the next and then compute for longer
// than a time slice: more than there is time for. Who began before them goes on.
func TestOldBesideNew(t *testing.T) {
	if cooperative {
		t.Skip("with preempt=off who computes has the hub until it waits")
	}
	const most, turns = 300, 4
	var started atomic.Int64
	var stop atomic.Bool
	var wg sync.WaitGroup
	var young func()
	young = func() {
		if stop.Load() || started.Add(1) >= most {
			return
		}
		wg.Go(young)
		for start := time.Now(); time.Since(start) < 30*time.Millisecond && !stop.Load(); {
		}
	}
	wg.Go(young)
	// Whenever started has grown, others had the hub meanwhile.
	had := 0
	for last := started.Load(); had < turns && last < most; {
		if now := started.Load(); now != last {
			had, last = had+1, now
		}
	}
	stop.Store(true)
	wg.Wait()
	if greenrt.Enabled() && had < turns {
		t.Errorf("had %d turns while %d others started", had, started.Load())
	}
	t.Log(had, started.Load())
}
