//go:build !greenify

package files

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
	greenify := filepath.Join(dir, "greenify")
	run(t, nil, "go", "build", "-o", greenify, module+"/cmd/greenify")
	for _, tt := range []struct {
		name     string
		flags    []string
		settings []string
		procs    []string
	}{
		{"plain", nil, []string{"check=1,files=uring", "check=1,files=thread", "files=uring", "off=1"}, []string{"1", "2", "8"}},
		{"race", []string{"-race"}, []string{"check=1,files=uring"}, []string{"2"}},
	} {
		bin := filepath.Join(dir, tt.name+".test")
		args := append([]string{"test", "-c", "-o", bin}, tt.flags...)
		run(t, nil, greenify, append(args, module+"/integration/files")...)
		for _, setting := range tt.settings {
			for _, procs := range tt.procs {
				t.Run(tt.name+"/"+setting+"/GOMAXPROCS="+procs, func(t *testing.T) {
					args := []string{"-test.timeout=120s"}
					if tt.name == "race" {
						// There its arrays are all on the heap, and no stack is asked for.
						args = append(args, "-test.skip=^TestStackIsNotLent$")
					}
					run(t, []string{"GREENRT=" + setting, "GOMAXPROCS=" + procs}, bin, args...)
				})
			}
		}
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
