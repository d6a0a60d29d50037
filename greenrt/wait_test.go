package greenrt_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

func TestIdle(t *testing.T) {
	var n atomic.Int32
	for range 3 {
		greenrt.Go(func() {
			for range 5 {
				greenrt.Yield()
			}
			n.Add(1)
		})
	}
	greenrt.Idle()
	//gevent:idle.until green
	if greenrt.Enabled() && n.Load() != 3 {
		t.Error(n.Load())
	}
	release := make(chan bool)
	greenrt.Go(func() { <-release; n.Add(1) })
	greenrt.SpawnLater(2*time.Millisecond, func() error { close(release); return nil })
	greenrt.Wait()
	//gevent:wait.none
	//gevent:hub.join
	if n.Load() != 4 {
		t.Error(n.Load())
	}
}

// Those who yield take turns, in the order in which they first did.
func TestYieldTakesTurns(t *testing.T) {
	if !greenrt.Enabled() {
		return // goroutines have no order
	}
	const rounds = 20
	want := slices.Repeat([]int{0, 1, 2}, 5)
	inTurn := 0
	for range rounds {
		var mu sync.Mutex // for the race detector
		var order []int
		var crew []*greenrt.Greenlet
		for i := range 3 {
			crew = append(crew, greenrt.Go(func() {
				for range 5 {
					mu.Lock()
					order = append(order, i)
					mu.Unlock()
					greenrt.Yield()
				}
			}))
		}
		greenrt.JoinAll(crew...)
		if slices.Equal(order, want) {
			inTurn++
		}
	}
	// Who is preempted loses its turn.
	//gevent:sleep0.robin green
	if inTurn < rounds/2 {
		t.Errorf("in turn in %d of %d rounds", inTurn, rounds)
	}
}

func TestSleepOfNoTimeYields(t *testing.T) {
	const rounds = 20
	yielded := 0
	for range rounds {
		var ran atomic.Bool
		gl := greenrt.Go(func() { ran.Store(true) })
		//gevent:sleep.negative
		greenrt.Sleep(-time.Hour)
		if ran.Load() {
			yielded++
		}
		gl.Join()
	}
	// Who was preempted before, or has another processor, may run in any case.
	if greenrt.Enabled() && yielded < rounds/2 {
		t.Errorf("yielded in %d of %d rounds", yielded, rounds)
	}
}
