// Package quiesce is what tests wait by, in the place of a sleep that is too short on a
// machine with other work and too long on any other: until no other goroutine has
// anything to do, or until something is the case.
//
// Both ask again and again. What they return for is true at that moment, and stays true
// if the caller alone can change it.
package quiesce

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// patience is how long anything is waited for, on whatever machine.
const patience = 3 * time.Minute

// Others waits until each other goroutine of the program waits: for a channel, a lock, a
// timer, a socket, or somebody to switch to it. Who waits for a socket that is ready is
// told of it by [Poller]. It panics, with their stacks, if some
// still run after three minutes. It is not for a program in which one of them computes or is
// in a system call for as long as the caller waits.
func Others() {
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Microsecond) {
		for range 3 {
			runtime.Gosched()
		}
		at := busy(stacks())
		if len(at) == 0 {
			return
		}
		if time.Now().After(end) {
			panic(fmt.Sprintf("quiesce: after %v still at work:\n%s", patience, bytes.Join(at, []byte("\n\n"))))
		}
	}
}

// Until waits until ok returns true. It fails the test, with the stacks of all, if that takes
// three minutes; what then says what did not come about.
func Until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(50 * time.Microsecond) {
		runtime.Gosched()
		if time.Now().After(end) {
			t.Fatalf("not after %v: %s\n%s", patience, what, stacks())
		}
	}
}

// Poller waits until the program has been told of whatever sockets and pipes are ready when
// it is called, as Go's poller reports events in their order; who waits for one of them
// may still be on its way: see [Others].
func Poller(t testing.TB) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	read := make(chan error)
	go func() {
		_, err := r.Read(make([]byte, 1))
		read <- err
	}()
	Others() // it waits in the poller now
	if _, err := w.Write([]byte{0}); err != nil {
		t.Fatal(err)
	}
	if err := <-read; err != nil {
		t.Fatal(err)
	}
}

// stacks returns the stacks of all goroutines, the caller's first.
func stacks() []byte {
	for buf := make([]byte, 1<<16); ; buf = make([]byte, 2*len(buf)) {
		if n := runtime.Stack(buf, true); n < len(buf) {
			return buf[:n]
		}
	}
}

// header is the first line of a stack; what it captures is the goroutine's state.
var header = regexp.MustCompile(`^goroutine \d+ .*\[([^,\]]*)`)

// busy returns those of the stacks, but for the first, whose goroutine does not wait.
func busy(stacks []byte) (at [][]byte) {
	for i, s := range bytes.Split(stacks, []byte("\n\n")) {
		m := header.FindSubmatch(s)
		if i == 0 || m == nil {
			continue
		}
		// A goroutine that is being looked at has "(scan)" appended to its state.
		switch state := strings.TrimSuffix(string(m[1]), " (scan)"); {
		case state == "syscall" && bytes.Contains(s, []byte("\nos/signal.signal_recv(")):
			// It is there for as long as the program runs.
		case state == "GC worker (idle)", state == "GC sweep wait", state == "GC scavenge wait":
			// The runtime's own, which are there with GOTRACEBACK=system.
		case state == "semacquire" && bytes.Contains(s, []byte("]:\nruntime.")):
			at = append(at, s) // it is about to stop the world, as the caller does to look
		case state == "running", state == "runnable", state == "syscall", state == "preempted",
			state == "copystack", state == "idle", strings.HasPrefix(state, "GC "),
			state == "garbage collection", state == "stopping the world", state == "flushing proc caches":
			at = append(at, s)
		}
	}
	return at
}

// Unpreempted calls fn. In a green program every greenlet has its turn meanwhile until it
// waits or yields, so that who goes first is known: on a busy machine a greenlet can be preempted
// at any step, and where it allocates it may have to wait for a collection. In a plain program it
// only calls fn, without collections. It is not for two goroutines at once.
func Unpreempted(fn func()) {
	for _, s := range greenrt.Settings() {
		if s.Name == "preempt" && s.Value == "on" && greenrt.Enabled() {
			change := func(value string) {
				if err := greenrt.ChangeSetting(s.Name, value); err != nil {
					panic(err)
				}
			}
			change("off")
			defer change("on")
		}
	}
	Uncollected(fn)
}

// Uncollected calls fn, and meanwhile there is no collection, in whose course a greenlet that
// allocates may have to wait.
func Uncollected(fn func()) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.GC() // comes after one that was about to begin
	fn()
}
