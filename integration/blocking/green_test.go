//go:build !greenify

package main

import (
	"testing"

	"github.com/go-greenify/greenify/internal/greentest"
)

// TestGreen runs the tests of this package in a green build.
func TestGreen(t *testing.T) {
	greentest.Run(t, greentest.Build{
		Package:  "integration/blocking",
		Args:     []string{"-test.timeout=10m", "-test.v"},
		Settings: []string{"check=1", "off=1"},
		Procs:    []string{"1", "2"},
	})
}
