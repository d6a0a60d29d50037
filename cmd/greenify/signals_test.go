package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// counter counts the interrupts that reach it until its input ends.
const counter = `package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

func main() {
	c := make(chan os.Signal, 10)
	signal.Notify(c, os.Interrupt)
	fmt.Println("ready")
	<-c
	fmt.Println("interrupted")
	io.Copy(io.Discard, os.Stdin)
	time.Sleep(100 * time.Millisecond)
	fmt.Println(len(c), "more")
	os.Exit(3)
}
`

// TestInterruptRun presses Ctrl-C while a program runs: the terminal sends the
// signal to the whole process group. The program sees it once, and greenify run
// ends as go run ends.
func TestInterruptRun(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(counter), 0o666); err != nil {
		t.Fatal(err)
	}
	cache := "GREENIFYCACHE=" + t.TempDir()
	for _, args := range [][]string{{"go", "run", "main.go"}, {"greenify", "run", "main.go"}} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), cache)
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		var stderr strings.Builder
		cmd.Stderr = &stderr
		stdin, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var lines []string
		for s := bufio.NewScanner(stdout); s.Scan(); {
			lines = append(lines, s.Text())
			switch s.Text() {
			case "ready":
				if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGINT); err != nil {
					t.Fatal(err)
				}
			case "interrupted":
				stdin.Close()
			}
		}
		cmd.Wait()
		if got := strings.Join(lines, ", "); got != "ready, interrupted, 0 more" {
			t.Errorf("%q: got %q\n%s", args, got, &stderr)
		}
		if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(stderr.String(), "exit status 3") {
			t.Errorf("%q: exit code %d, %s", args, code, &stderr)
		}
	}
}

// A signal that comes before the process becomes the go command is not lost, even if nobody
// has run since.
func TestSignalBeforeExec(t *testing.T) {
	// A signal to the own thread has come when the call returns, and not some time later.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for range 1000 {
		ctx, stop := interruptible(t.Context())
		if err := syscall.Tgkill(os.Getpid(), syscall.Gettid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		err := uninterrupted(ctx)
		if sig, ok := interrupted(ctx); !ok || sig != syscall.SIGHUP || err == nil {
			t.Fatalf("%v, %v, %v", sig, ok, err)
		}
		stop()
	}
	ctx, _ := interruptible(t.Context())
	if err := uninterrupted(ctx); err != nil {
		t.Error(err)
	}
}
