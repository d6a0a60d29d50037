package greentest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

const module = "github.com/go-greenify/greenify"

// A Build is a test binary and the ways to run it.
type Build struct {
	Name     string   // what its subtests begin with; may be empty
	Package  string   // its directory, as in "integration/files"
	Flags    []string // for go test, as in "-race"
	Args     []string // for the binary
	Settings []string // of GREENRT, one for each run
	Procs    []string // of GOMAXPROCS, for each of these
}

// Run builds greenify and the test binaries, and runs them.
func Run(t *testing.T, builds ...Build) {
	t.Helper()
	greenify, dir := Greenify(t), t.TempDir()
	for i, b := range builds {
		bin := filepath.Join(dir, strconv.Itoa(i)+".test")
		args := append([]string{"test", "-c", "-o", bin}, b.Flags...)
		Command(t, ".", nil, greenify, append(args, module+"/"+b.Package)...)
		for _, setting := range b.Settings {
			for _, procs := range b.Procs {
				name := setting + "/GOMAXPROCS=" + procs
				if b.Name != "" {
					name = b.Name + "/" + name
				}
				t.Run(name, func(t *testing.T) {
					Command(t, ".", []string{"GREENRT=" + setting, "GOMAXPROCS=" + procs}, bin, b.Args...)
				})
			}
		}
	}
}

// Greenify builds the greenify command and returns the name of its file, which goes with
// the test.
func Greenify(t *testing.T) string {
	t.Helper()
	greenify := filepath.Join(t.TempDir(), "greenify")
	Command(t, ".", nil, "go", "build", "-o", greenify, module+"/cmd/greenify")
	return greenify
}

// Command runs a command in dir, with env added to the environment. It logs the output, and
// ends the test if the command fails.
func Command(t *testing.T, dir string, env []string, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
	if len(out) > 0 {
		t.Logf("%s", out)
	}
}
