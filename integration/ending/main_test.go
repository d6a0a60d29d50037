package ending

import (
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	if name := os.Getenv("ENDING_SCENARIO"); name != "" {
		scenarios[name]()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestMainThread checks that a lock taken by package initialization keeps
// main.main on the main thread, as programs with a user interface need it.
func TestMainThread(t *testing.T) {
	out := scenario(t, "main-thread", "ENDING_LOCK_MAIN=1")
	if want := "main thread\n"; out.stdout != want {
		t.Errorf("got %q, want %q", out.stdout, want)
	}
}

func init() {
	if os.Getenv("ENDING_LOCK_MAIN") != "" {
		runtime.LockOSThread()
	}
	scenarios["main-thread"] = func() {
		for range 100 {
			time.Sleep(time.Microsecond)
			runtime.Gosched()
		}
		if syscall.Gettid() == syscall.Getpid() {
			os.Stdout.WriteString("main thread\n")
		}
	}
}
