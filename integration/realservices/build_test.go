package realservices

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/go-greenify/greenify/integration/internal/source"
)

// A build is a way to build and run a service.
type build struct {
	name  string
	green bool
	env   []string
}

var (
	stock   = build{name: "stock"}
	green   = build{name: "green", green: true}
	checked = build{name: "checked", green: true, env: []string{"GREENRT=check=1"}}
)

var (
	workDir  string // for sources and binaries
	greenify string // the command
)

func TestMain(m *testing.M) {
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	if os.Getenv("SERVICES") == "" {
		return m.Run() // every test skips itself
	}
	dir, err := os.MkdirTemp("", "greenify-realservices")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	workDir, greenify = dir, filepath.Join(dir, "greenify")
	out, err := exec.Command("go", "build", "-o", greenify, "../../cmd/greenify").CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "go build greenify: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// A program is a service's main package.
type program struct {
	name, path, version string // of the module; no version is for a directory here
	main                string // the package, seen from the module's root
	flags               []string
}

// binary builds a program, once for each toolchain, and returns the file.
func (p *program) binary(t *testing.T, b build) string {
	t.Helper()
	tool, kind := "go", "stock"
	if b.green {
		tool, kind = greenify, "green"
	}
	bin := filepath.Join(workDir, p.name+"."+kind)
	if _, err := os.Stat(bin); err == nil {
		return bin // it was built for another run
	}
	args := append([]string{"build", "-buildvcs=false", "-o", bin}, p.flags...)
	cmd := exec.CommandContext(t.Context(), tool, append(args, p.main)...)
	cmd.Dir = p.source(t)
	// The programs are modules of their own; a go.work does not know them.
	cmd.Env = append(os.Environ(), "GOWORK=off", "PWD="+cmd.Dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s build %s: %v\n%s", b.name, p.name, err, out)
	}
	return bin
}

// source returns the root of the program's module.
func (p *program) source(t *testing.T) string {
	t.Helper()
	if p.version == "" {
		dir, err := filepath.Abs(p.path)
		if err != nil {
			t.Fatal(err)
		}
		return dir
	}
	dir := filepath.Join(workDir, "src-"+p.name)
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	if err := source.Fetch(t.Context(), p.path, p.version, dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// wanted skips a test unless somebody asked for these tests.
func wanted(t *testing.T) {
	t.Helper()
	if os.Getenv("SERVICES") == "" {
		t.Skip("SERVICES is not set: make services runs this")
	}
}

// compare has serve run every build of a program and compares what it returns:
// answers by what was asked.
func compare(t *testing.T, p *program, serve func(t *testing.T, b build, bin string) map[string]string) {
	wanted(t)
	// The compilers must be done before any load is measured.
	bins := make(map[bool]string)
	for _, b := range []build{stock, green} {
		bins[b.green] = p.binary(t, b)
	}
	want := make(map[string]string)
	for _, b := range []build{stock, green, checked} {
		t.Run(b.name, func(t *testing.T) {
			got := serve(t, b, bins[b.green])
			if t.Failed() {
				return
			}
			if b.name == stock.name {
				want = got
				return
			}
			if len(want) == 0 || len(got) != len(want) {
				t.Errorf("%d answers, %d in stock", len(got), len(want))
			}
			for asked, answer := range want {
				if got[asked] != answer {
					t.Errorf("%s\n%s: %s\nstock: %s", asked, b.name, got[asked], answer)
				}
			}
		})
	}
}
