//go:build !greenify

package behaviour

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestGreen runs the tests of this package and of package ending in green builds.
func TestGreen(t *testing.T) {
	dir := t.TempDir()
	greenify := filepath.Join(dir, "greenify")
	run(t, nil, "go", "build", "-o", greenify, module+"/cmd/greenify")
	for _, tt := range []struct {
		name, pkg string
		flags     []string
		settings  []string
		procs     []string
	}{
		{"plain", "behaviour", nil, []string{"check=1", "off=1", "preempt=off"}, []string{"1", "2", "8"}},
		{"race", "behaviour", []string{"-race"}, []string{"check=1"}, []string{"2"}},
		{"ending", "ending", nil, []string{"check=1"}, []string{"1", "2"}},
	} {
		bin := filepath.Join(dir, tt.name+".test")
		args := append([]string{"test", "-c", "-o", bin}, tt.flags...)
		run(t, nil, greenify, append(args, module+"/integration/"+tt.pkg)...)
		for _, setting := range tt.settings {
			for _, procs := range tt.procs {
				t.Run(tt.name+"/"+setting+"/GOMAXPROCS="+procs, func(t *testing.T) {
					run(t, []string{"GREENRT=" + setting, "GOMAXPROCS=" + procs}, bin, "-test.timeout=120s")
				})
			}
		}
	}
}

// TestKillInModuleOfStdsName runs a program whose packages are called as if they were
// the standard library's.
func TestKillInModuleOfStdsName(t *testing.T) {
	dir := t.TempDir()
	greenify := filepath.Join(dir, "greenify")
	run(t, nil, "go", "build", "-o", greenify, module+"/cmd/greenify")
	mine, err := filepath.Abs("testdata/logmine")
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	work := filepath.Join(dir, "go.work")
	if err := os.WriteFile(work, fmt.Appendf(nil, "go 1.26.0\nuse (\n\t%q\n\t%q\n)\n", mine, root), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), greenify, "run", ".")
	cmd.Dir = mine
	cmd.Env = append(os.Environ(), "GOWORK="+work, "GREENRT=check=1")
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "<nil> true\n" {
		t.Errorf("Kill, Killed: %s%v", out, err)
	}
}

const module = "github.com/go-greenify/greenify"

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
