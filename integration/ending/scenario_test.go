package ending

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
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
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(append(os.Environ(), "GOTRACEBACK=", "ENDING_SCENARIO="+name), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}
