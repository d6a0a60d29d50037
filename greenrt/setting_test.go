package greenrt_test

import (
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

func TestSettingsShowWhatGREENRTSays(t *testing.T) {
	set := make(map[string]string)
	for item := range strings.SplitSeq(os.Getenv("GREENRT"), ",") {
		if name, value, ok := strings.Cut(item, "="); ok {
			set[name] = value
		}
	}
	for _, s := range greenrt.Settings() {
		want := s.Default
		if v, ok := set[s.Name]; ok {
			want = v
		}
		if s.Value != want || s.Doc == "" || s.Values == "" {
			t.Errorf("%+v, want %s", s, want)
		}
	}
}

func TestChangeSettingWhileRunning(t *testing.T) {
	if !greenrt.Enabled() {
		if err := greenrt.ChangeSetting("monitor", "1s"); err == nil || !strings.Contains(err.Error(), "not green") {
			t.Error(err)
		}
		return
	}
	value := func(name string) string {
		for _, s := range greenrt.Settings() {
			if s.Name == name {
				return s.Value
			}
		}
		return "none"
	}
	old := value("monitor")
	defer func() {
		if err := greenrt.ChangeSetting("monitor", old); err != nil || value("monitor") != old {
			t.Error(err)
		}
	}()
	if err := greenrt.ChangeSetting("monitor", "3600s"); err != nil || value("monitor") != "3600s" {
		t.Error(err, value("monitor"))
	}
	for _, tt := range []struct{ name, value, want string }{
		{"monitor", "soon", "want a time"},
		{"monitor", "0ms", "want a time"},
		{"monitor", "", "want a time"},
		{"check", "1", "GREENRT=check=1"},
		{"off", "1", "GREENRT=off=1"},
		{"colour", "red", "monitor"},
	} {
		if err := greenrt.ChangeSetting(tt.name, tt.value); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s=%s: %v, want %q", tt.name, tt.value, err, tt.want)
		}
	}
	if value("monitor") != "3600s" {
		t.Error("a bad value changed it to", value("monitor"))
	}
}

// What is changed is what the scheduler does, not only what it says.
func TestChangeSettingTakesEffect(t *testing.T) {
	if !greenrt.Enabled() {
		return
	}
	var old string
	for _, s := range greenrt.Settings() {
		if s.Name == "preempt" {
			old = s.Value
		}
	}
	change := func(value string) {
		if err := greenrt.ChangeSetting("preempt", value); err != nil {
			t.Fatal(err)
		}
	}
	defer change(old)
	// ranBeside reports whether another greenlet had a turn while this one computed.
	ranBeside := func(d time.Duration) bool {
		var ran atomic.Bool
		other := greenrt.Go(func() { ran.Store(true) })
		defer other.Join()
		for end := time.Now().Add(d); time.Now().Before(end) && !ran.Load(); {
		}
		return ran.Load()
	}
	change("off")
	if ranBeside(50 * time.Millisecond) {
		t.Error("preempted with preempt=off")
	}
	change("on")
	if !ranBeside(time.Minute) {
		t.Error("not preempted with preempt=on")
	}
}
