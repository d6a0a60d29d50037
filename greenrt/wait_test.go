package greenrt_test

import (
	"runtime"
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

// Wait does not wait for those that the caller descends from, also if one in between has ended.
func TestWaitInGrandchild(t *testing.T) {
	var child, grandchild *greenrt.Greenlet
	begin := make(chan bool)
	gl := greenrt.Go(func() {
		child = greenrt.Go(func() {
			grandchild = greenrt.Go(func() {
				<-begin
				greenrt.Wait()
			})
		})
		child.Join()
		begin <- true
		grandchild.Join()
	})
	if !gl.JoinTimeout(time.Minute) {
		t.Error("waits for its grandparent, which waits for it")
		gl.Kill()
	}
}

// A line of greenlets of which each starts the next, and ends when a few more have begun,
// leaves nothing behind.
func TestLineOfGreenlets(t *testing.T) {
	defer func(rate int) { runtime.MemProfileRate = rate }(runtime.MemProfileRate)
	runtime.MemProfileRate = 1 // for inUse
	const n, alive = 1000, 5
	end := make([]chan bool, n)
	for i := range end {
		end[i] = make(chan bool)
	}
	over := make(chan bool)
	var next func(i int)
	next = func(i int) {
		if i >= alive {
			close(end[i-alive])
		}
		if i == n-1 {
			if left := inUse("github.com/go-greenify/greenify/greenrt.(*Greenlet).lineage"); left > 10*alive {
				t.Error(left, "are kept")
			}
			close(over)
			for i := n - alive; i < n; i++ {
				close(end[i])
			}
		} else {
			greenrt.Go(func() { next(i + 1) })
		}
		<-end[i]
	}
	greenrt.Go(func() { next(0) })
	<-over
}
