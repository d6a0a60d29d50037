package pairs

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// Run runs a command that prints lines of a name and a number, with env added to the
// environment, and returns them.
func Run(env []string, args ...string) (map[string]float64, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%v %v: %w", env, args, err)
	}
	values := make(map[string]float64)
	for line := range bytes.Lines(out) {
		f := bytes.Fields(line)
		if len(f) != 2 {
			return nil, fmt.Errorf("%v: %q is no name and number", args, line)
		}
		if values[string(f[0])], err = strconv.ParseFloat(string(f[1]), 64); err != nil {
			return nil, fmt.Errorf("%v: %w", args, err)
		}
	}
	return values, nil
}
