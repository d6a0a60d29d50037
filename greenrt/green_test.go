//go:build !greenify

package greenrt_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestGreen runs the tests of this package and of those below it in green builds.
func TestGreen(t *testing.T) {
	const module = "github.com/go-greenify/greenify"
	greenify := filepath.Join(t.TempDir(), "greenify")
	run(t, nil, "go", "build", "-o", greenify, module+"/cmd/greenify")
	for _, tt := range []struct {
		name  string
		flags []string
		env   []string
	}{
		{"check=1/GOMAXPROCS=1", nil, []string{"GREENRT=check=1", "GOMAXPROCS=1"}},
		{"check=1/GOMAXPROCS=2", nil, []string{"GREENRT=check=1", "GOMAXPROCS=2"}},
		{"check=1/GOMAXPROCS=8", nil, []string{"GREENRT=check=1", "GOMAXPROCS=8"}},
		{"off=1", nil, []string{"GREENRT=off=1"}},
		{"preempt=off", nil, []string{"GREENRT=preempt=off"}},
		{"valgrind", []string{"-tags=valgrind"}, []string{"GREENRT=check=1"}},
		{"race", []string{"-race"}, []string{"GREENRT=check=1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{"test", "-count=1", "-timeout=5m"}, tt.flags...)
			run(t, tt.env, greenify, append(args, module+"/greenrt/...")...)
		})
	}
}

// run runs a command, with env added to the environment, and fails the test with its
// output if it fails.
func run(t *testing.T, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
}
