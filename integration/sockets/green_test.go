//go:build !greenify

package sockets

import (
	"testing"

	"github.com/go-greenify/greenify/internal/greentest"
)

// TestGreen runs the tests of this package in green builds.
func TestGreen(t *testing.T) {
	const pkg = "integration/sockets"
	args := []string{"-test.timeout=10m"}
	greentest.Run(t,
		greentest.Build{
			Name: "plain", Package: pkg, Args: args,
			Settings: []string{"check=1", "off=1", "preempt=off"},
			Procs:    []string{"1", "2", "8"},
		},
		greentest.Build{
			Name: "race", Package: pkg, Flags: []string{"-race"}, Args: args,
			Settings: []string{"check=1"},
			Procs:    []string{"2"},
		},
	)
}
