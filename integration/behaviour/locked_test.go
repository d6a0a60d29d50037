package behaviour

import (
	"iter"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// A member that is locked to its thread is away: its thread runs nobody else,
// and nobody else's thread runs it (rules 2 and 6).

func TestLockedStaysOnThread(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			tid := syscall.Gettid()
			for range 200 {
				runtime.Gosched()
				time.Sleep(10 * time.Microsecond)
				if now := syscall.Gettid(); now != tid {
					t.Errorf("moved from thread %d to %d", tid, now)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestLockedThreadRunsNobodyElse(t *testing.T) {
	var holder, others sync.WaitGroup
	locked := make(chan int)
	done := make(chan bool)
	holder.Go(func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		locked <- syscall.Gettid()
		<-done // parks, and with it its thread
	})
	tid := <-locked
	for range 50 {
		others.Go(func() {
			for range 20 {
				if syscall.Gettid() == tid {
					t.Error("runs on the locked thread")
				}
				runtime.Gosched()
			}
		})
	}
	others.Wait() // before the thread is anybody's again
	close(done)
	holder.Wait()
}

// TestLockedExits lets goroutines end while they are locked, which ends their
// threads; the hub must not end with them.
func TestLockedExits(t *testing.T) {
	for range 200 {
		done := make(chan bool)
		go func() {
			runtime.LockOSThread()
			defer close(done)
			runtime.Gosched()
		}()
		<-done
	}
}

func TestLockNests(t *testing.T) {
	before := greenrt.ReadStats()
	done := make(chan bool)
	go func() {
		defer close(done)
		runtime.LockOSThread()
		runtime.LockOSThread()
		runtime.UnlockOSThread()
		time.Sleep(time.Millisecond) // still locked
		runtime.UnlockOSThread()
		runtime.UnlockOSThread() // one too many is allowed
		time.Sleep(time.Millisecond)
	}()
	<-done
	if after := greenrt.ReadStats(); greenrt.Enabled() && after.Locked != before.Locked+1 {
		t.Errorf("left the hub %d times, want once", after.Locked-before.Locked)
	}
}

func seq(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			time.Sleep(0)
			if i%10 == 0 {
				time.Sleep(time.Microsecond) // parks inside the coroutine
			}
			if !yield(i) {
				return
			}
		}
	}
}

// TestCoroutines pulls values in a greenlet, in a locked one, and in one that
// did not make the coroutine: its place in the hub follows the switch.
func TestCoroutines(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if i%4 == 1 {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
			}
			next, stop := iter.Pull(seq(100))
			defer stop()
			for want := range 50 {
				if got, ok := next(); !ok || got != want {
					t.Errorf("got %d %v, want %d", got, ok, want)
					return
				}
			}
			if i%4 == 2 {
				handed := make(chan bool)
				go func() {
					defer close(handed)
					if got, ok := next(); !ok || got != 50 {
						t.Errorf("elsewhere: got %d %v, want 50", got, ok)
					}
				}()
				<-handed
			}
		})
	}
	wg.Wait()
}
