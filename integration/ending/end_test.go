package ending

import (
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// How a program ends: the deadlock report, which lists every greenlet and where
// it waits; a main goroutine that exits; panics; the settings in GREENRT.

func init() {
	scenarios["deadlock"] = func() {
		go waitForMutex()
		go waitForChannel()
		waitForNothing() // is the last
	}
	scenarios["locked-deadlock"] = func() {
		runtime.LockOSThread()
		select {}
	}
	scenarios["main-goexit"] = func() {
		go time.Sleep(time.Millisecond)
		runtime.Goexit()
	}
	scenarios["panic"] = func() {
		go func() { panic("in a greenlet") }()
		select {}
	}
	scenarios["hello"] = func() {
		os.Stdout.WriteString("hello\n")
		if greenrt.Enabled() {
			os.Stdout.WriteString("green\n")
		}
	}
}

func waitForMutex() {
	var mu sync.Mutex
	mu.Lock()
	mu.Lock()
}

func waitForChannel() { <-make(chan int) }

func waitForNothing() { select {} }

func TestDeadlocks(t *testing.T) {
	for name, wants := range map[string][]string{
		"deadlock": {
			"fatal error: all goroutines are asleep - deadlock!",
			"[select (no cases)]:", "[chan receive]:", "[sync.Mutex.Lock]:",
			"waitForNothing", "waitForChannel", "waitForMutex",
		},
		"locked-deadlock": {"fatal error: all goroutines are asleep - deadlock!", "locked to thread"},
		"main-goexit":     {"fatal error: no goroutines (main called runtime.Goexit) - deadlock!"},
		"panic":           {"panic: in a greenlet", "end_test.go"},
	} {
		out := scenario(t, name)
		//gevent:loopexit.report
		//gevent:loopexit.main
		for _, want := range wants {
			if !strings.Contains(out.stderr, want) {
				t.Errorf("%s: no %q in\n%s", name, want, out.stderr)
			}
		}
		if out.exit != 2 {
			t.Errorf("%s: exit status %d, want 2", name, out.exit)
		}
	}
}

func TestSettings(t *testing.T) {
	built := greenrt.Enabled() || strings.Contains(os.Getenv("GREENRT"), "off=1")
	for _, tt := range []struct {
		setting string
		green   bool
		problem string
	}{
		{"", true, ""},
		{"hubs=1", true, ""},
		{"off=0,preempt=on,check=1", true, ""},
		{"preempt=off", true, ""},
		{"monitor=100000ms", true, ""}, // nobody may be reported, however slow the machine
		{"monitor=250us,monitor=0", true, ""},
		{"monitor=100", false, `bad value "100" for monitor: want a time such as 100ms, or 0`},
		{"monitor=ms", false, `bad value "ms" for monitor`},
		{"monitor=99999999999s", false, `bad value "99999999999s" for monitor`},
		{",", true, ""},
		{"off=1", false, ""},
		{"off=1,check=1", false, ""},
		{"of=1", false, `unknown setting "of"`},
		{"off", false, `bad value "" for off: want 0 or 1`},
		{"off=yes", false, `bad value "yes" for off: want 0 or 1`},
		{"hubs=2", false, `bad value "2" for hubs: want 1`},
		{"preempt=sometimes", false, `bad value "sometimes" for preempt: want on or off`},
		{"check=1,=", false, `unknown setting ""`},
	} {
		out := scenario(t, "hello", "GREENRT="+tt.setting)
		want := outcome{stdout: "hello\n"}
		if built && tt.green {
			want.stdout += "green\n"
		}
		if built && tt.problem != "" {
			want.stdout, want.exit = "", 2
		}
		//gevent:config.env
		if out.stdout != want.stdout || out.exit != want.exit {
			t.Errorf("GREENRT=%s: got %+v, want %+v", tt.setting, out, want)
		}
		if built && !strings.Contains(out.stderr, tt.problem) {
			t.Errorf("GREENRT=%s: stderr %q, want %q", tt.setting, out.stderr, tt.problem)
		}
		if strings.Count(out.stderr, "\n") > 1 {
			t.Errorf("GREENRT=%s: more than one line: %q", tt.setting, out.stderr)
		}
	}
}
