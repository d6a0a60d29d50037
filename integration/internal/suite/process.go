package suite

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// A process is one run of a test binary.
type process struct {
	binary string
	args   []string
	dir    string
	env    []string
	user   *User  // nil: whoever runs this
	log    string // the file for its output

	// After timeout, the test binary's own alarm should end it and say which
	// test runs. A scheduler that hangs may take the alarm with it: SIGQUIT asks
	// for the goroutines alarmGrace later, and SIGKILL ends it after quitGrace.
	timeout, alarmGrace, quitGrace time.Duration

	after func(time.Duration) <-chan time.Time // nil is time.After
}

// run starts the process, waits for it and kills what it leaves behind. It
// returns how it ended ("" for exit status 0), how long it took, and the CPU
// time of it and the children that it waited for.
func (p *process) run(ctx context.Context) (exit string, elapsed, cpu time.Duration, err error) {
	// The output goes to a file and not through a pipe: a child that outlives
	// the test binary would hold the pipe open, and reading it takes time from
	// what is measured.
	log, err := os.Create(p.log)
	if err != nil {
		return "", 0, 0, err
	}
	defer log.Close()

	cmd := exec.Command(p.binary, p.args...)
	cmd.Dir = p.dir
	cmd.Env = setenv(p.env, "PWD="+p.dir)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if p.user != nil {
		cmd.SysProcAttr.Credential = p.user.credential()
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return "", 0, 0, err
	}
	group := -cmd.Process.Pid

	done := make(chan struct{})
	killed := make(chan string, 1)
	after := p.after
	if after == nil {
		after = time.After
	}
	go func() {
		defer close(killed)
		select {
		case <-done:
			return
		case <-ctx.Done():
			killed <- "interrupted"
		case <-after(p.timeout + p.alarmGrace):
			killed <- fmt.Sprintf("killed after %v, past its own alarm", p.timeout+p.alarmGrace)
			cmd.Process.Signal(syscall.SIGQUIT)
			select {
			case <-done:
				return
			case <-after(p.quitGrace):
			}
		}
		syscall.Kill(group, syscall.SIGKILL)
	}()
	cmd.Wait() // what it says is in ProcessState
	elapsed = time.Since(start)
	close(done)
	// The process is reaped, but its group's id is not free while a child is
	// in it, and without one there is nobody to signal.
	syscall.Kill(group, syscall.SIGKILL)

	state := cmd.ProcessState
	if !state.Success() {
		exit = state.String()
	}
	if why, ok := <-killed; ok {
		exit = why
	}
	return exit, elapsed, state.UserTime() + state.SystemTime(), ctx.Err()
}
