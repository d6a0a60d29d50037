//go:build linux

package quiesce_test

import (
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

// A chain of goroutines, each of which wakes the next, and one that computes, are waited
// for to their last steps.
func TestOthers(t *testing.T) {
	var steps atomic.Int32
	stop := make(chan bool)
	defer close(stop)
	first := make(chan bool)
	at := first
	for range 100 {
		from, to := at, make(chan bool)
		go func() {
			<-from
			steps.Add(1)
			close(to)
			<-stop
		}()
		at = to
	}
	go func() {
		<-at
		for end := time.Now().Add(20 * time.Millisecond); time.Now().Before(end); {
		}
		steps.Add(1)
	}()
	quiesce.Others()
	if n := steps.Load(); n != 0 {
		t.Errorf("%d steps before the first", n)
	}
	close(first)
	quiesce.Others()
	if n := steps.Load(); n != 101 {
		t.Errorf("%d steps of 101", n)
	}
}

func TestUntil(t *testing.T) {
	n := 0
	quiesce.Until(t, "the third time", func() bool { n++; return n == 3 })
	if n != 3 {
		t.Error(n)
	}
}

// Who computes for more than a time slice, and allocates more than the heap has, is not
// interrupted. Afterwards all is as it was. What is larger than 32 KB the runtime clears in pieces,
// between which it yields of itself.
func TestUnpreempted(t *testing.T) {
	settings := greenrt.Settings()
	var ran atomic.Bool
	var before, after runtime.MemStats
	var sink []byte
	quiesce.Unpreempted(func() {
		runtime.ReadMemStats(&before)
		greenrt.Go(func() { ran.Store(true) })
		for end := time.Now().Add(30 * time.Millisecond); time.Now().Before(end); {
			sink = make([]byte, 1<<14)
		}
		if greenrt.Enabled() && ran.Load() {
			t.Error("another greenlet had a turn")
		}
		runtime.ReadMemStats(&after)
	})
	runtime.KeepAlive(sink)
	if after.NumGC != before.NumGC {
		t.Errorf("%d collections", after.NumGC-before.NumGC)
	}
	for i, s := range greenrt.Settings() {
		if s != settings[i] {
			t.Errorf("%+v, before %+v", s, settings[i])
		}
	}
	runtime.ReadMemStats(&before)
	quiesce.Until(t, "there are collections again", func() bool {
		sink = make([]byte, 1<<14)
		runtime.ReadMemStats(&after)
		return after.NumGC > before.NumGC
	})
}

// A system call counts as work.
func TestOthersWaitsForCalls(t *testing.T) {
	returned := make(chan bool, 1)
	began := make(chan bool)
	go func() {
		began <- true
		wait := syscall.NsecToTimespec(int64(20 * time.Millisecond))
		syscall.Nanosleep(&wait, nil)
		returned <- true
	}()
	<-began
	quiesce.Others()
	if len(returned) == 0 {
		t.Error("the call has not returned")
	}
}

// So does waiting for the caller to let the world go on, which stops it to look.
func TestOthersWaitsForWhoStopsTheWorld(t *testing.T) {
	var done atomic.Bool
	go func() {
		buf := make([]byte, 1<<16)
		for range 300 {
			runtime.Stack(buf, true)
		}
		done.Store(true)
	}()
	quiesce.Others()
	if !done.Load() {
		t.Error("it has not done its work")
	}
}
