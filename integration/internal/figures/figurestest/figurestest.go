package figurestest

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/integration/internal/figures"
)

var update = flag.Bool("update", false, "write the golden files")

// A Command is a command under test.
type Command struct {
	Target string            // of make, which the block is named after
	Flags  []string          // as in "groups=2", besides write
	Dirs   []string          // of what is built, below the module's
	Tools  map[string]string // scripts that are found in PATH

	// Program is the script that every build yields. $n is how many of its processes were
	// started, this one included; $kind is stock, green or off, if the build is one of
	// pairs.BuildAll's.
	Program string

	Run func() error
}

// prelude is the beginning of the program: it builds as greenify does, which is one of the
// builds, and counts its processes.
const prelude = `#!/bin/sh
[ "$1" = build ] && exec go "$@"
read n <"$MODULE/count"
n=$((n + 1))
echo $n >"$MODULE/count"
kind=$(expr "$0" : '.*/\([a-z]*\)[0-9]*$')
[ "$kind$GREENRT" = greenoff=1 ] && kind=off
`

// builder is the go command.
const builder = `#!/bin/sh
[ "$1" = env ] && echo "$MODULE/go.mod" && exit
while [ "$1" != -o ]; do shift; done
cp "$MODULE/program" "$2"
`

// Check runs the command and compares the block with testdata/block.md.
func (c Command) Check(t *testing.T) {
	t.Helper()
	module := t.TempDir()
	bin := filepath.Join(module, "bin")
	for _, dir := range append(c.Dirs, "docs", "bin") {
		if err := os.MkdirAll(filepath.Join(module, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(module, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write("count", "0\n")
	write("program", prelude+c.Program)
	write("bin/go", builder)
	for name, text := range c.Tools {
		write("bin/"+name, "#!/bin/sh\n"+text)
	}
	t.Setenv("MODULE", module)
	t.Setenv("GOMAXPROCS", "") // what a command sets for some of its runs is theirs alone
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	for _, f := range append(c.Flags, "write=true") {
		name, value, _ := strings.Cut(f, "=")
		known := flag.Lookup(name)
		if known == nil {
			t.Fatalf("no flag is called -%s", name)
		}
		before := known.Value.String()
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { flag.Set(name, before) })
	}
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	block, err := figures.Read(filepath.Join(module, "docs", "performance.md"), c.Target)
	if err != nil {
		t.Fatal(err)
	}
	Golden(t, block)
}

var (
	date = regexp.MustCompile(`\b\d{4}-\d\d-\d\d\b`)
	load = regexp.MustCompile(`\bload ([0-9.]+|unknown)`)
)

// Golden compares what a command has written with testdata/block.md.
func Golden(t *testing.T, text string) {
	t.Helper()
	text = strings.ReplaceAll(text, figures.Machine(), "MACHINE")
	text = date.ReplaceAllString(text, "DATE")
	text = load.ReplaceAllString(text, "load LOAD")
	file := filepath.Join("testdata", "block.md")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s has other text (if it may: go test -update, and look):\n%s", file, text)
	}
}
