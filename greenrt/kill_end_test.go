package greenrt_test

import (
	"errors"
	"iter"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/core"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

// Kills that come when a greenlet is about to end, or is panicking.

// file writes to a file: who is asked and has not waited is killed where he does that.
func file(t *testing.T) func() {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { null.Close() })
	return func() { null.WriteString("x") }
}

// What was asked of a greenlet while it computed is not raised at its end.
func TestKillAtTheEnd(t *testing.T) {
	write := file(t)
	for name, start := range map[string]func(fn func()) *greenrt.Greenlet{
		"greenlet": greenrt.Go,
		"goroutine": func(fn func()) *greenrt.Greenlet {
			c := make(chan *greenrt.Greenlet)
			go func() { c <- greenrt.Current(); fn() }()
			return <-c
		},
	} {
		if name == "goroutine" && !greenrt.Enabled() {
			continue // a plain program does not learn of the end of a goroutine
		}
		t.Run(name, func(t *testing.T) {
			before := len(core.Live())
			gate := make(chan bool)
			gl := start(func() { <-gate })
			links := 0
			gl.OnReady(func() { write(); links++ })
			gl.OnReady(func() { write(); links++; greenrt.Current() })
			over := make(chan bool)
			gl.OnReady(func() { close(over) })
			quiesce.Others()
			close(gate)
			gl.KillTimeout(0) // comes after the event, and waits for the next wait
			<-over
			if links != 2 || !gl.Ready() {
				t.Error(links, gl)
			}
			gl.Join()
			// Who asks for Current at the end is no new greenlet, that would never end.
			settled(t, "greenlets", before, func() int { return len(core.Live()) })
		})
	}
}

// Nor where its panic is reported.
func TestKillAtAPanic(t *testing.T) {
	write := file(t)
	var reported error
	greenrt.OnPanic(func(gl *greenrt.Greenlet, err *greenrt.PanicError) {
		gl.Name()
		write()
		reported = err
	})
	defer greenrt.OnPanic(nil)
	gate := make(chan bool)
	gl := greenrt.Go(func() {
		<-gate
		panic("a fault")
	})
	quiesce.Others()
	close(gate)
	gl.KillTimeout(0)
	if !gl.JoinTimeout(time.Minute) || reported == nil || gl.Err() != reported {
		t.Fatal(gl, gl.Err(), reported)
	}
}

// A kill that ends a deferred function does not hide why that was called.
func TestKillWhilePanicking(t *testing.T) {
	greenrt.OnPanic(func(*greenrt.Greenlet, *greenrt.PanicError) {})
	defer greenrt.OnPanic(nil)
	gl := greenrt.Go(func() {
		defer greenrt.Sleep(time.Hour)
		panic("a fault")
	})
	quiesce.Others()
	if err := gl.Kill(); err != nil {
		t.Fatal(err)
	}
	var fault *greenrt.PanicError
	if greenrt.Enabled() && (!errors.As(gl.Err(), &fault) || fault.Value != "a fault") {
		t.Error("green:", gl, gl.Err())
	}
	if !greenrt.Enabled() && !gl.Killed() {
		t.Error("plain:", gl, gl.Err())
	}
	// A timeout that was overtaken is no fault, nor is a panic that was recovered.
	overtaken := make(chan bool)
	gl = greenrt.Go(func() {
		greenrt.WithTimeout(time.Millisecond, func() {
			defer greenrt.Sleep(time.Hour)
			defer close(overtaken)
			greenrt.Sleep(time.Hour)
		})
	})
	<-overtaken
	quiesce.Others()
	gl.Kill()
	if !gl.Killed() {
		t.Error(gl, gl.Err())
	}
	gl = greenrt.Go(func() {
		defer func() {
			recover()
			greenrt.Sleep(time.Hour)
		}()
		panic("a fault")
	})
	quiesce.Others()
	gl.Kill()
	if !gl.Killed() {
		t.Error(gl, gl.Err())
	}
}

// What a wait was cut for is raised. A request that came later can be withdrawn, and leaves
// nothing behind.
func TestWithdrawAfterTheCut(t *testing.T) {
	selves, withdrawn := make(chan *core.G), make(chan bool)
	first, second := &core.Request{Value: "first"}, &core.Request{Value: "second"}
	gl := greenrt.GoErr(func() error {
		func() {
			defer func() {
				if r := recover(); r != first.Value {
					t.Error("raised:", r)
				}
			}()
			selves <- core.Self()
			greenrt.Sleep(time.Hour)
		}()
		greenrt.Shield(func() { <-withdrawn }) // it may be here already when the second is raised
		greenrt.Sleep(time.Millisecond)
		return nil
	})
	self := <-selves
	quiesce.Others()
	quiesce.Unpreempted(func() { // so that in a green program it is not
		self.Raise(first)
		self.Raise(second)
		if self.Withdraw(first) {
			t.Error("withdrawn after the cut")
		}
		if !self.Withdraw(second) {
			t.Error("not withdrawn")
		}
	})
	close(withdrawn)
	gl.Join()
	if gl.Err() != nil {
		t.Error(gl.Err())
	}
}

// A coroutine of iter.Pull ends as any goroutine does, and leaves nothing to the next one.
func TestCoroutineEnds(t *testing.T) {
	if !greenrt.Enabled() {
		return // a plain program does not learn of the end of a goroutine
	}
	before := len(core.Live())
	for range 20 {
		var gl *greenrt.Greenlet
		next, stop := iter.Pull(func(yield func(int) bool) {
			gl = greenrt.Current()
			yield(1)
		})
		next()
		next()
		stop()
		if !gl.Ready() {
			t.Fatal("has not ended:", gl)
		}
	}
	settled(t, "greenlets", before, func() int { return len(core.Live()) })
	for range 20 {
		known := make(chan bool)
		go func() { known <- core.Lookup() != nil }()
		if <-known {
			t.Fatal("a new goroutine is taken for one that has ended")
		}
	}
}

// A goroutine that is no greenlet, and asks who it is, ends for greenrt as well. What a debugger
// calls is one, and so is the finalizers', which a program can end: but only once.
func TestNoGreenletEnds(t *testing.T) {
	const child = "GREENRT_TEST_FINALIZER"
	if !greenrt.Enabled() {
		return // a plain program does not learn of the end of a goroutine
	}
	if os.Getenv(child) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestNoGreenletEnds$", "-test.count=1")
		cmd.Env = append(os.Environ(), child+"=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	selves := make(chan *greenrt.Greenlet, 1)
	func() {
		runtime.SetFinalizer(new([64]byte), func(*[64]byte) {
			selves <- greenrt.Current()
			runtime.Goexit()
		})
	}()
	quiesce.Until(t, "the finalizer is called", func() bool { runtime.GC(); return len(selves) > 0 })
	gl := <-selves
	quiesce.Until(t, "its goroutine has ended", gl.Ready)
	for range 100 {
		known := make(chan bool)
		go func() { known <- core.Lookup() != nil }()
		if <-known {
			t.Fatal("a new goroutine is taken for one that has ended")
		}
	}
}
