//go:build !greenify

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestGreen runs the tests of this package in a green build.
func TestGreen(t *testing.T) {
	dir := t.TempDir()
	greenify, bin := filepath.Join(dir, "greenify"), filepath.Join(dir, "green.test")
	const module = "github.com/go-greenify/greenify"
	execute(t, nil, "go", "build", "-o", greenify, module+"/cmd/greenify")
	execute(t, nil, greenify, "test", "-c", "-o", bin, module+"/integration/blocking")
	for _, setting := range []string{"check=1", "off=1"} {
		for _, procs := range []string{"1", "2"} {
			t.Run(setting+"/GOMAXPROCS="+procs, func(t *testing.T) {
				execute(t, []string{"GREENRT=" + setting, "GOMAXPROCS=" + procs}, bin, "-test.timeout=120s", "-test.v")
			})
		}
	}
}

// execute runs a command, with env added to the environment, and fails the test
// with its output if it fails.
func execute(t *testing.T, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
	t.Logf("%s", out)
}
