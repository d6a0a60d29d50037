package behaviour

import (
	"iter"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/integration/behaviour/cread"
)

// Kills and timeouts where something stands between the greenlet and its wait: a bubble
// of testing/synctest, a call that blocks the thread, a coroutine. What package
// greenrt tests is every kind of wait.

// A kill ends waits in a bubble as elsewhere, and the bubble's clock is that of timeouts.
func TestKillInBubble(t *testing.T) {
	waits := map[string]func(){
		"greenrt.Sleep": func() { greenrt.Sleep(time.Hour) },
		"event":         func() { new(event.Event).Wait() },
	}
	if greenrt.Enabled() {
		waits["sleep"] = func() { time.Sleep(time.Hour) }
		waits["receive"] = func() { <-make(chan int) }
		waits["select"] = func() {
			select {
			case <-make(chan int):
			case <-time.After(time.Hour):
			}
		}
		waits["waitgroup"] = func() {
			var wg sync.WaitGroup
			wg.Add(1)
			wg.Wait()
		}
		waits["cond"] = func() {
			var mu sync.Mutex
			mu.Lock()
			defer mu.Unlock()
			sync.NewCond(&mu).Wait()
		}
	}
	for name, wait := range waits {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				gl := greenrt.Go(wait)
				synctest.Wait()
				if err := gl.Kill(); err != nil || !gl.Killed() {
					t.Errorf("%v, %v", err, gl)
				}
				start := time.Now()
				err := greenrt.WithTimeout(time.Minute, wait)
				if _, ok := err.(*greenrt.Timeout); !ok || time.Since(start) != time.Minute {
					t.Errorf("%v after %v of the bubble's time", err, time.Since(start))
				}
			})
		})
	}
}

// killDuring kills a greenlet that is in call, which blocks its thread until release is
// called, and returns what it panicked with when it waited afterwards, and whether call
// returned to it before.
func killDuring(t *testing.T, call, release func()) (seen any, returned bool) {
	t.Helper()
	begins := make(chan bool, 1)
	gl := greenrt.Go(func() {
		begins <- true
		call()
		returned = true
		defer func() { seen = recover() }()
		greenrt.Sleep(time.Hour)
	})
	<-begins // whether it is in the call yet makes no difference: there is no wait before
	if err := gl.KillTimeout(0); err != greenrt.ErrNotReady && (greenrt.Enabled() || err != greenrt.ErrUnreachable) {
		t.Errorf("KillTimeout during the call: %v", err)
	}
	release()
	if !gl.JoinTimeout(time.Minute) {
		t.Fatal("the kill was not raised after the call: ", gl)
	}
	return seen, returned
}

// A kill during a call of C is raised after it, and what the call returned is not lost.
func TestKillInC(t *testing.T) {
	var p [2]int
	if err := syscall.Pipe(p[:]); err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(p[0])
	defer syscall.Close(p[1])
	got := 0
	seen, returned := killDuring(t, func() { got = cread.Byte(p[0]) }, func() { syscall.Write(p[1], []byte{7}) })
	if _, ok := seen.(*greenrt.Exit); !ok || !returned || got != 7 {
		t.Errorf("raised %v, returned %v, read %d", seen, returned, got)
	}
}

// So is one during a call that waits for a file of a disk, here for its lock.
func TestKillInDiskCall(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	open := func() *os.File {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	lock := func(f *os.File, how int) error { return syscall.Flock(int(f.Fd()), how) }
	first, second := open(), open()
	if err := lock(first, syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	var err error
	seen, returned := killDuring(t, func() { err = lock(second, syscall.LOCK_EX) }, func() { lock(first, syscall.LOCK_UN) })
	if _, ok := seen.(*greenrt.Exit); !ok || !returned || err != nil {
		t.Errorf("raised %v, returned %v, with %v", seen, returned, err)
	}
	if err := lock(first, syscall.LOCK_EX|syscall.LOCK_NB); err != syscall.EWOULDBLOCK {
		t.Errorf("the lock that the killed greenlet got is lost: %v", err)
	}
}

// A greenlet that has called next of an iter.Pull waits for the coroutine, which may
// wait itself. That wait is not the greenlet's: a kill does not end it, since the
// coroutine would be left in the middle. It is raised when next has returned.
func TestKillInPull(t *testing.T) {
	values, waits := make(chan int), make(chan bool, 1)
	next, stop := iter.Pull(func(yield func(int) bool) {
		waits <- true
		for yield(<-values) {
		}
	})
	defer stop()
	got := 0
	seen, returned := killDuring(t, func() { got, _ = next() }, func() { <-waits; values <- 7 })
	if _, ok := seen.(*greenrt.Exit); !ok || !returned || got != 7 {
		t.Errorf("raised %v, next returned %v, with %d", seen, returned, got)
	}
}
