//go:build !greenify

package conform

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestGreen runs the tests of this package in green builds.
func TestGreen(t *testing.T) {
	const module = "github.com/go-greenify/greenify"
	dir := t.TempDir()
	greenify, bin := filepath.Join(dir, "greenify"), filepath.Join(dir, "green.test")
	run(t, nil, "go", "build", "-o", greenify, module+"/cmd/greenify")
	run(t, nil, greenify, "test", "-c", "-o", bin, module+"/integration/conform")
	for _, setting := range []string{"check=1", "off=1", "preempt=off"} {
		for _, procs := range []string{"1", "2"} {
			t.Run(setting+"/GOMAXPROCS="+procs, func(t *testing.T) {
				run(t, []string{"GREENRT=" + setting, "GOMAXPROCS=" + procs}, bin, "-test.timeout=120s")
			})
		}
	}
}

// run runs a command, with env added to the environment, and fails the test
// with its output if it fails.
func run(t *testing.T, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
}
