package rundelay

import (
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestSince has two threads share a processor: each waits while the other runs.
func TestSince(t *testing.T) {
	if _, err := os.Stat("/proc/self/schedstat"); err != nil {
		t.Skip(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3)) // both run at once for Go, whatever the machine
	var all unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		t.Fatal(err)
	}
	var one unix.CPUSet
	for cpu := 0; one.Count() == 0; cpu++ {
		if all.IsSet(cpu) {
			one.Set(cpu)
		}
	}
	before, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	const share = 100 * time.Millisecond
	pinned, begin := make(chan error), make(chan bool)
	ran, read := make(chan bool), make(chan bool)
	for range 2 {
		go func() {
			// Never unlocked: the thread ends with the goroutine, as no other is to
			// have its affinity. Where it has ended, its account has too, so that it
			// lives until the other side has read.
			runtime.LockOSThread()
			pinned <- unix.SchedSetaffinity(0, &one)
			<-begin
			for end := spent(t) + share; spent(t) < end && !t.Failed(); {
			}
			ran <- true
			<-read
		}()
	}
	for range 2 {
		if err := <-pinned; err != nil {
			t.Fatal(err)
		}
	}
	close(begin)
	<-ran
	<-ran
	after, err := Read()
	close(read)
	if err != nil {
		t.Fatal(err)
	}
	// The first to be done had waited for as long as it ran, or the other had.
	if lost := after.Since(before); lost < share/2 {
		t.Errorf("two threads that ran for %v each on one processor lost %v", share, lost)
	}
	if same := after.Since(after); same != 0 {
		t.Errorf("between a reading and itself %v was lost", same)
	}
}

// spent returns the time for which the calling thread has run.
func spent(t *testing.T) time.Duration {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &now); err != nil {
		t.Error(err)
		return 0
	}
	return time.Duration(now.Nano())
}
