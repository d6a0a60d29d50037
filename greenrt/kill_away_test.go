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
// the thread on which it parks; if it is woken first, back in the hub. Never by both.
func TestKillBetweenAwayAndBack(t *testing.T) {
	err := errors.New("raised")
	for range 150 {
		began, c, rest := make(chan bool), make(chan int), make(chan bool)
		gl := greenrt.GoErr(func() error {
			func() {
				defer func() { recover() }()
				computeThenReceive(began, c)
				select {
				case <-rest:
				case <-c:
				}
			}()
			for range 20 {
				greenrt.Yield()
			}
			return nil
		})
		<-began
		gl.Raise(err)
		for !gl.Ready() {
			select {
			case c <- 1:
			default:
				runtime.Gosched()
			}
		}
		if gl.Err() != nil && !errors.Is(gl.Err(), err) {
			t.Fatal(gl.Err())
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
