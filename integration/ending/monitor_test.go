package ending

import (
	"io"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// The monitor: a greenlet that keeps others from running is reported with its
// stack, once for each place, and the longest stall can be read.

func init() {
	scenarios["hog"] = func() {
		stop := make(chan bool)
		go func() {
			for {
				select {
				case <-stop:
					return
				default:
					runtime.Gosched() // always ready
				}
			}
		}()
		var told atomic.Bool
		go func() {
			io.Copy(io.Discard, os.Stdin)
			told.Store(true)
		}()
		// In a green program until the runtime's monitor has seen it, and who waits for a
		// report has one: the monitor is a thread, which the kernel lets run when it pleases.
		stalled := false
		for i := 0; i < 3 || greenrt.Enabled() && !(stalled && told.Load()) && i < 100; i++ {
			time.Sleep(time.Millisecond)
			greenrt.MaxStall(true)
			hog(500 * time.Millisecond)
			stalled = stalled || greenrt.MaxStall(false) > 400*time.Millisecond
		}
		close(stop)
		if stalled {
			os.Stdout.WriteString("stalled\n")
		}
	}
	scenarios["share"] = func() {
		var turns atomic.Int64
		go func() {
			for {
				turns.Add(1)
				runtime.Gosched()
			}
		}()
		compute(&turns)
		os.Stdout.WriteString("shared\n")
	}
}

// hog computes for d. Under preempt=off nobody else runs meanwhile.
//
//go:noinline
func hog(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

// compute computes until others had turns meanwhile.
//
//go:noinline
func compute(turns *atomic.Int64) {
	for begun := turns.Load(); turns.Load() < begun+10; {
	}
}

func TestMonitor(t *testing.T) {
	built := greenrt.Enabled()
	const inHog = "ending.hog("
	out := scenarioUntil(t, inHog, "hog", "GREENRT=preempt=off,monitor=200ms,check=1")
	//gevent:monitor.blocked green
	if built && !strings.Contains(out.stderr, "held its hub up for") {
		t.Errorf("there is no report:\n%s", out.stderr)
	}
	// Others may be in it too: on a loaded machine the kernel stops any thread.
	if got, want := strings.Count(out.stderr, inHog), 1; built && got != want {
		t.Errorf("hog is in %d reports, want %d:\n%s", got, want, out.stderr)
	}
	if built != (out.stdout == "stalled\n") || out.exit != 0 {
		t.Errorf("got %+v", out)
	}

	// Who does not ask gets no report, and can ask for the longest stall.
	out = scenario(t, "hog", "GREENRT=preempt=off,check=1")
	//gevent:monitor.off green
	if out.stderr != "" || built != (out.stdout == "stalled\n") || out.exit != 0 {
		t.Errorf("got %+v", out)
	}

	// With preempt=on who computes shares the hub with others.
	out = scenario(t, "share", "GREENRT=check=1")
	if out.stdout != "shared\n" || out.stderr != "" || out.exit != 0 {
		t.Errorf("got %+v", out)
	}
}
