package ending

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// scenarios are programs of their own, run in a child process: those that end
// in a fatal error, or need the start of a process.
var scenarios = map[string]func(){}

type outcome struct {
	stdout, stderr string
	exit           int
}

// scenario runs the named scenario with env added to the environment. It has as long as the
// tests have, and a report of its end is Go's usual one, whoever has set GOTRACEBACK.
func scenario(t *testing.T, name string, env ...string) outcome {
	t.Helper()
	return run(t, command(t, name, env...))
}

// scenarioUntil is scenario, and the scenario's standard input ends when it has written text to
// standard error.
func scenarioUntil(t *testing.T, text, name string, env ...string) outcome {
	t.Helper()
	cmd := command(t, name, env...)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr.(*stderr).until, cmd.Stderr.(*stderr).end = text, stdin
	return run(t, cmd)
}

func command(t *testing.T, name string, env ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(append(os.Environ(), "GOTRACEBACK=", "ENDING_SCENARIO="+name), env...)
	cmd.Stdout, cmd.Stderr = new(bytes.Buffer), new(stderr)
	return cmd
}

func run(t *testing.T, cmd *exec.Cmd) outcome {
	t.Helper()
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{cmd.Stdout.(*bytes.Buffer).String(), cmd.Stderr.(*stderr).String(), cmd.ProcessState.ExitCode()}
}

// stderr is a scenario's standard error. It closes end when it has the text until.
type stderr struct {
	strings.Builder
	until string
	end   io.Closer
}

func (w *stderr) Write(p []byte) (int, error) {
	n, err := w.Builder.Write(p)
	if w.end != nil && strings.Contains(w.String(), w.until) {
		w.end.Close()
		w.end = nil
	}
	return n, err
}
