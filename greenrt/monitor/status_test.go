package monitor_test

import (
	"slices"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/monitor"
)

func TestFigures(t *testing.T) {
	start(t, monitor.Options{})
	if !greenrt.Enabled() {
		if s := monitor.Read(); s.Hubs != nil || s.Green {
			t.Errorf("%+v", s)
		}
		return
	}
	before := hub(t)
	pingpong(10_000)
	after := hub(t)
	if n := after.Switches - before.Switches; n < 20_000 {
		t.Errorf("%d switches", n)
	}
	if after.Busy <= before.Busy {
		t.Error("it was not busy")
	}

	// The hub is idle while the only greenlet sleeps: all but a moment, or as long as the
	// machine does not run it.
	then := time.Now()
	before = hub(t)
	quiesce.Until(t, "it is idle for 200 ms", func() bool {
		after = hub(t)
		left := 200*time.Millisecond - (after.Idle - before.Idle)
		time.Sleep(left) // this is the idle time
		return left <= 0
	})
	if idle, slept := after.Idle-before.Idle, time.Since(then); idle > slept {
		t.Errorf("idle for %v of %v", idle, slept)
	}
	if busy, all := after.Busy+after.Idle, time.Since(monitor.Read().Since); busy > all {
		t.Errorf("busy and idle for %v of %v", busy, all)
	}
	quiesce.Until(t, "it was idle in a sample", func() bool {
		time.Sleep(10 * time.Millisecond) // it is idle, for as many as it takes
		after = hub(t)
		return slices.ContainsFunc(after.Samples, func(s monitor.Sample) bool { return s.Utilisation() < 0.9 })
	})
	var n uint64
	for _, s := range after.Samples {
		n += s.Switches
	}
	if n > after.Switches || n+100_000 < after.Switches {
		t.Errorf("samples have %d switches of %d", n, after.Switches)
	}
}
