package conform

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// A cat is a child that ends when its standard input does.
func cat(t *testing.T) (cmd *exec.Cmd, in io.WriteCloser, out io.Reader) {
	t.Helper()
	cmd = exec.Command("cat")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err = cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, in, out
}

func TestChild(t *testing.T) {
	cmd, in, out := cat(t)
	lines := bufio.NewReader(out)
	//gevent:subprocess.pipes
	cooperates(t, func() error {
		line, err := lines.ReadString('\n')
		if err == nil && line != "hello\n" {
			t.Errorf("%q", line)
		}
		return err
	}, func() { io.WriteString(in, "hello\n") })
	//gevent:subprocess.wait
	//gevent:os.waitpid
	cooperates(t, func() error { _, err := cmd.Process.Wait(); return err }, func() { in.Close() })
}

// A child is waited for by a thread that did not start it and is not the main one.
func TestChildOfAnotherThread(t *testing.T) {
	cmd, in, _ := cat(t)
	waiter := greenrt.GoErr(func() error {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		return cmd.Wait()
	})
	settle()
	in.Close()
	//gevent:subprocess.main
	if !waiter.JoinTimeout(20*time.Second) || waiter.Err() != nil {
		t.Error(waiter, waiter.Err())
	}
}

func TestChildTimesOut(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, "sleep", "60")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(20*time.Millisecond, cancel) // not before it runs, however slow the machine
	err := cmd.Wait()
	//gevent:subprocess.timeout
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || ctx.Err() == nil {
		t.Error(err)
	}
}

func TestSignal(t *testing.T) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR2)
	defer signal.Stop(c)
	//gevent:signal.greenlet
	cooperates(t, func() error {
		if greenrt.IsGreenlet() != greenrt.Enabled() {
			t.Error("no greenlet")
		}
		<-c
		return nil
	}, func() {
		if err := syscall.Kill(os.Getpid(), syscall.SIGUSR2); err != nil {
			t.Error(err)
		}
	})
}
