package behaviour

import (
	"context"
	"iter"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// Who is a greenlet: everything that the program starts, whoever starts it, and
// nothing that the runtime starts for itself (rule 7; timers, rule 8).

// Started by package initialization, when the main goroutine is still locked.
var (
	initSaw   = make(chan bool, 1)
	initTimer = make(chan bool, 1)
)

func init() {
	go func() { initSaw <- greenrt.IsGreenlet() }()
	time.AfterFunc(0, func() { initTimer <- greenrt.IsGreenlet() })
}

// What they saw, for tests that run more than once.
var (
	startedByInit   = sync.OnceValue(func() bool { return <-initSaw })
	afterFuncInInit = sync.OnceValue(func() bool { return <-initTimer })
)

// mainSaw is set by TestMain, which runs on the main goroutine.
var mainSaw bool

func TestMain(m *testing.M) {
	mainSaw = greenrt.IsGreenlet()
	os.Exit(m.Run())
}

func TestWhoIsAGreenlet(t *testing.T) {
	saw := make(chan bool, 1)
	see := func() { saw <- greenrt.IsGreenlet() }
	for name, is := range map[string]bool{
		"main":              mainSaw,
		"the test":          greenrt.IsGreenlet(),
		"started by init":   startedByInit(),
		"AfterFunc in init": afterFuncInInit(),
		"go statement":      func() bool { go see(); return <-saw }(),
		"time.AfterFunc":    func() bool { time.AfterFunc(time.Microsecond, see); return <-saw }(),
		"context.AfterFunc": func() bool {
			ctx, end := context.WithCancel(t.Context())
			context.AfterFunc(ctx, see)
			end()
			return <-saw
		}(),
		"iter.Pull":            inPull(),
		"started by a locked":  func() bool { go locked(func() { go see() }); return <-saw }(),
		"locked":               func() bool { go locked(see); return <-saw }(),
		"started by finalizer": inFinalizer(func() { go see() }, saw),
	} {
		//gevent:patch_thread.existing
		if is != greenrt.Enabled() {
			t.Errorf("%s: a greenlet is %v, want %v", name, is, greenrt.Enabled())
		}
	}
	if inFinalizer(see, saw) {
		t.Error("a finalizer's goroutine is the runtime's own, and yet a greenlet")
	}
	if inCleanup(see, saw) {
		t.Error("a cleanup's goroutine is the runtime's own, and yet a greenlet")
	}
}

func locked(f func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	f()
}

func inPull() bool {
	next, stop := iter.Pull(func(yield func(bool) bool) { yield(greenrt.IsGreenlet()) })
	defer stop()
	is, _ := next()
	return is
}

func inFinalizer(f func(), saw chan bool) bool {
	p := new([64]byte)
	runtime.SetFinalizer(p, func(*[64]byte) { f() })
	return collectUntil(saw)
}

func inCleanup(f func(), saw chan bool) bool {
	p := new([64]byte)
	runtime.AddCleanup(p, func(f func()) { f() }, f)
	return collectUntil(saw)
}

func collectUntil(saw chan bool) bool {
	for {
		runtime.GC()
		select {
		case is := <-saw:
			return is
		case <-time.After(time.Millisecond):
		}
	}
}

// TestTurnsOfOthers keeps the ring full and wants timers, the poller and a
// finalizer to run all the same (rule 8). If one of them never did, this would not end.
func TestTurnsOfOthers(t *testing.T) {
	stop := make(chan bool)
	for range 3 {
		go func() {
			for {
				select {
				case <-stop:
					return
				default:
					runtime.Gosched()
				}
			}
		}()
	}
	defer close(stop)
	for range 20 {
		time.Sleep(time.Millisecond)
	}
	c, s := pipe(t)
	defer c.Close()
	defer s.Close()
	go func() { time.Sleep(time.Millisecond); c.Write([]byte{1}) }()
	var b [1]byte
	//gevent:loop.fairness
	//gevent:sleep0.poll
	if _, err := s.Read(b[:]); err != nil {
		t.Fatal(err)
	}
	saw := make(chan bool, 1)
	inFinalizer(func() { saw <- true }, saw)
}

// cooperative is the setting preempt=off of GREENRT: a greenlet runs until it waits.
var cooperative = greenrt.Enabled() && strings.Contains(os.Getenv("GREENRT"), "preempt=off")

// TestSpin has goroutines that compute without a call share the processor.
// With preempt=off they yield.
func TestSpin(t *testing.T) {
	var stop atomic.Bool
	done := make(chan bool)
	for range 3 {
		go func() {
			for !stop.Load() {
				if cooperative {
					runtime.Gosched()
				}
			}
			done <- true
		}()
	}
	time.Sleep(20 * time.Millisecond)
	stop.Store(true)
	for range 3 {
		<-done
	}
}
