//go:build !greenify

package behaviour

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/go-greenify/greenify/internal/greentest"
)

// TestGreen runs the tests of this package and of package ending in green builds.
func TestGreen(t *testing.T) {
	args := []string{"-test.timeout=10m"}
	greentest.Run(t,
		greentest.Build{
			Name: "plain", Package: "integration/behaviour", Args: args,
			Settings: []string{"check=1", "off=1", "preempt=off"},
			Procs:    []string{"1", "2", "8"},
		},
		greentest.Build{
			Name: "race", Package: "integration/behaviour", Flags: []string{"-race"}, Args: args,
			Settings: []string{"check=1"},
			Procs:    []string{"2"},
		},
		greentest.Build{
			Name: "ending", Package: "integration/ending", Args: args,
			Settings: []string{"check=1"},
			Procs:    []string{"1", "2"},
		},
	)
}

// TestKillInModuleOfStdsName runs a program whose packages are called as if they were
// the standard library's.
func TestKillInModuleOfStdsName(t *testing.T) {
	greenify := greentest.Greenify(t)
	mine, err := filepath.Abs("testdata/logmine")
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	work := filepath.Join(t.TempDir(), "go.work")
	if err := os.WriteFile(work, fmt.Appendf(nil, "go 1.26.0\nuse (\n\t%q\n\t%q\n)\n", mine, root), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), greenify, "run", ".")
	cmd.Dir = mine
	cmd.Env = append(os.Environ(), "GOWORK="+work, "GREENRT=check=1")
	var stderr bytes.Buffer // where the go command may say what it downloads
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || string(out) != "<nil> true\n" {
		t.Errorf("Kill, Killed: %s%v\n%s", out, err, stderr.Bytes())
	}
}
