//go:build !greenify

package examples

import (
	"testing"

	"github.com/go-greenify/greenify/internal/greentest"
)

// TestGreen runs the tests of the examples in green builds, and of webapp, which is a module of
// its own, in an ordinary one as well. Green programs check themselves.
func TestGreen(t *testing.T) {
	greenify := greentest.Greenify(t)
	env := []string{"GREENRT=check=1", "GOWORK=off"}
	t.Run("examples", func(t *testing.T) {
		greentest.Command(t, ".", env, greenify, "test", "-count=1", "-timeout=10m", "./...")
	})
	t.Run("webapp", func(t *testing.T) {
		greentest.Command(t, "webapp", env, "go", "test", "-count=1", "-timeout=10m", ".")
		greentest.Command(t, "webapp", env, greenify, "test", "-count=1", "-timeout=10m", ".")
	})
}
