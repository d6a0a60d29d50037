package ending

import (
	"os"
	"runtime"
	"strings"
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
		greenrt.MaxStall(true)
		for range 3 {
			time.Sleep(time.Millisecond)
			hog(500 * time.Millisecond)
		}
		close(stop)
		if stall := greenrt.MaxStall(false); stall > 400*time.Millisecond {
			os.Stdout.WriteString("stalled\n")
		}
	}
}

// hog computes for d. Under preempt=off nobody else runs meanwhile.
//
//go:noinline
func hog(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

func TestMonitor(t *testing.T) {
	built := greenrt.Enabled()
	out := scenario(t, "hog", "GREENRT=preempt=off,monitor=200ms,check=1")
	//gevent:monitor.blocked green
	if built && !strings.Contains(out.stderr, "held its hub up for") {
		t.Errorf("there is no report:\n%s", out.stderr)
	}
	// Others may be in it too: on a loaded machine the kernel stops any thread.
	if got, want := strings.Count(out.stderr, "ending.hog("), 1; built && got != want {
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

	// Sharing the hub, nobody is in the way for that long.
	out = scenario(t, "hog", "GREENRT=monitor=2s")
	if out.stderr != "" || out.exit != 0 {
		t.Errorf("got %+v", out)
	}
}
