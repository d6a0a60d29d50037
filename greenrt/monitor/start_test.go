package monitor_test

import (
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/monitor"
)

func TestOne(t *testing.T) {
	if monitor.Read().On {
		t.Fatal("it is on before it was started")
	}
	stop := start(t, monitor.Options{})
	if _, err := monitor.Start(monitor.Options{}); !errors.Is(err, monitor.ErrOn) {
		t.Error(err)
	}
	if s := monitor.Read(); !s.On || s.Green != greenrt.Enabled() || time.Since(s.Since) > time.Minute {
		t.Errorf("%+v", s)
	}
	stop()
	stop()
	if s := monitor.Read(); s.On || !s.Since.IsZero() || s.Stalls != 0 {
		t.Errorf("%+v", s)
	}
	if tl := monitor.ReadTimeline(time.Hour); len(tl.Spans) != 0 {
		t.Errorf("%d spans while it is off", len(tl.Spans))
	}
	start(t, monitor.Options{})
}

// It can be started and stopped by anybody: during package initialization, when main is
// locked to its thread; and by a goroutine that is.
var atInit = func() bool {
	stop, err := monitor.Start(monitor.Options{})
	if err != nil {
		return false
	}
	stop()
	return true
}()

func TestByLocked(t *testing.T) {
	if !atInit {
		t.Error("not during initialization")
	}
	runtime.LockOSThread()
	stop := start(t, monitor.Options{})
	runtime.UnlockOSThread()
	if !greenrt.Enabled() {
		return
	}
	before := hub(t).Switches
	pingpong(1000)
	if n := hub(t).Switches - before; n < 2000 {
		t.Errorf("%d switches", n)
	}
	runtime.LockOSThread()
	stop()
	runtime.UnlockOSThread()
}
