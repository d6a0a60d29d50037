//go:build !greenify

package conform

import (
	"testing"

	"github.com/go-greenify/greenify/internal/greentest"
)

// TestGreen runs the tests of this package in green builds.
func TestGreen(t *testing.T) {
	greentest.Run(t, greentest.Build{
		Package:  "integration/conform",
		Args:     []string{"-test.timeout=10m"},
		Settings: []string{"check=1", "off=1", "preempt=off"},
		Procs:    []string{"1", "2"},
	})
}
