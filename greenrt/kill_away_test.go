package greenrt_test

import (
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// The runtime waits on channels as well, in the stead of a greenlet that allocates: for
// workers of the collector, if there are more processors than before. To raise a kill there would
// leave the collector locked for good.
func TestKillInTheRuntime(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for range 8 {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1)
		collected := false
		gl := greenrt.Go(func() {
			greenrt.StartTimeout(time.Millisecond)
			for end := time.Now().Add(30 * time.Millisecond); time.Now().Before(end); {
				// Whoever makes the kill runs beside this, or when it is preempted.
			}
			runtime.GC()
			collected = true
			greenrt.Sleep(time.Hour)
		})
		if !gl.JoinTimeout(time.Minute) || !collected {
			t.Fatalf("collected: %v: %v", collected, gl)
		}
	}
	runtime.GC()
}

// An offloaded function that is asked while it computes, away, and then waits is killed by
// the thread on which it parks; if it is woken first, back in the hub. Never by both. Nor
// does that thread touch it when it has come back: it waits there, in a shield, and is woken
// again and again for as long as the thread may be late (see greenUnlockAway).
func TestKillBetweenAwayAndBack(t *testing.T) {
	err := errors.New("raised")
	for range 150 {
		began, c, turns := make(chan bool), make(chan int), make(chan bool)
		away := false
		gl := greenrt.GoErr(func() error {
			func() {
				defer func() { away = recover() != nil }()
				computeThenReceive(began, c)
			}()
			greenrt.Shield(func() {
				for range turns {
				}
			})
			return nil
		})
		<-began
		gl.Raise(err)
		for end := (time.Time{}); end.IsZero() || time.Now().Before(end); {
			select {
			case c <- 1:
			case turns <- true:
				if end.IsZero() {
					end = time.Now().Add(time.Millisecond)
				}
			default:
				runtime.Gosched()
			}
		}
		close(turns)
		gl.Join()
		if back := gl.Err() == err; away == back || !back && gl.Err() != nil {
			t.Fatalf("killed when it was away: %v; and when it was back: %v", away, gl.Err())
		}
	}
}

//greenify:offload
func computeThenReceive(began chan bool, c chan int) {
	close(began)
	for end := time.Now().Add(time.Millisecond); time.Now().Before(end); {
	}
	<-c
}
