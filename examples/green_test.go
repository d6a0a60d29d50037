//go:build !greenify

package examples

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestGreen runs the tests of the examples in green builds, and of webapp, which is a module of
// its own, in an ordinary one as well.
func TestGreen(t *testing.T) {
	greenify := filepath.Join(t.TempDir(), "greenify")
	run(t, ".", "go", "build", "-o", greenify, "github.com/go-greenify/greenify/cmd/greenify")
	t.Run("examples", func(t *testing.T) {
		run(t, ".", greenify, "test", "-count=1", "-timeout=2m", "./...")
	})
	t.Run("webapp", func(t *testing.T) {
		run(t, "webapp", "go", "test", "-count=1", "-timeout=2m", ".")
		run(t, "webapp", greenify, "test", "-count=1", "-timeout=2m", ".")
	})
}

// run runs a command in dir and fails the test with its output if it fails. Green programs check
// themselves.
func run(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GREENRT=check=1", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
}
