//go:build !greenify

package files

import (
	"testing"

	"github.com/go-greenify/greenify/internal/greentest"
)

// TestGreen runs the tests of this package in green builds.
func TestGreen(t *testing.T) {
	const pkg = "integration/files"
	args := []string{"-test.timeout=10m"}
	greentest.Run(t,
		greentest.Build{
			Name: "plain", Package: pkg, Args: args,
			Settings: []string{"check=1,files=uring", "check=1,files=thread", "files=uring", "off=1"},
			Procs:    []string{"1", "2", "8"},
		},
		greentest.Build{
			Name: "race", Package: pkg, Flags: []string{"-race"}, Args: args,
			Settings: []string{"check=1,files=uring"},
			Procs:    []string{"1", "2", "8"},
		},
	)
}
