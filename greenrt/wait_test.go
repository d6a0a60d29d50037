package greenrt_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

func TestIdle(t *testing.T) {
	var n atomic.Int32
	quiesce.Unpreempted(func() { // who waits for the collector is not ready
		for range 3 {
			greenrt.Go(func() {
				for range 5 {
					greenrt.Yield()
				}
				n.Add(1)
			})
		}
		greenrt.Idle()
	})
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
	want := slices.Repeat([]int{0, 1, 2}, 5)
	quiesce.Unpreempted(func() { // who is preempted loses its turn
		for range 20 {
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
			//gevent:sleep0.robin green
			if !slices.Equal(order, want) {
				t.Error("they ran in this order:", order)
			}
		}
	})
}

func TestSleepOfNoTimeYields(t *testing.T) {
	quiesce.Unpreempted(func() { // else others have their turn in any case
		for range 20 {
			var ran atomic.Bool
			gl := greenrt.Go(func() { ran.Store(true) })
			//gevent:sleep.negative
			greenrt.Sleep(-time.Hour)
			if greenrt.Enabled() && !ran.Load() {
				t.Error("it did not yield")
			}
			gl.Join()
		}
	})
}
