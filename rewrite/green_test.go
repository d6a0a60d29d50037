package rewrite

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// whole makes one green GOROOT of the real Go tree for all tests that need it.
// It rewrites a package that little depends on, so that little is built anew.
var whole = sync.OnceValues(func() (*Root, error) {
	dir, err := os.MkdirTemp("", "whole")
	if err != nil {
		return nil, err
	}
	wholeDir = dir
	cfg := &Config{Cache: dir, Adds: fstest.MapFS{
		"text/tabwriter/green.go": {Data: []byte("package tabwriter\n\nfunc greenUnlikely(n int) bool { return n > 1<<30 }\n")},
	}}
	ctx := context.Background()
	tc, err := FindToolchain(ctx, cfg)
	if err != nil {
		return nil, err
	}
	p, err := newPlan(ctx, cfg, tc, []*patch.Patch{{
		Name: "test",
		Adds: []string{"text/tabwriter/green.go"},
		Rules: []patch.Rule{
			{
				Pkg: "text/tabwriter", Func: "(*Writer).Init", Op: patch.Enter,
				Text: "if greenUnlikely(padding) {\n\treturn nil\n}\nprintln(\"green\")",
			},
			{
				Pkg: "text/tabwriter", Func: "(*Writer).Init", Op: patch.Before, Find: "panic(__)",
				Text: "println(\"about to panic\")",
			},
		},
	}})
	if err != nil {
		return nil, err
	}
	start := time.Now()
	r, err := p.Make(ctx)
	wholeTook = time.Since(start)
	return r, err
})

var (
	wholeDir  string
	wholeTook time.Duration
)

func TestMain(m *testing.M) {
	// The modes of files in the tests are what is left by this one, not by the user's.
	syscall.Umask(0o022)
	code := m.Run()
	if wholeDir != "" {
		os.RemoveAll(wholeDir)
	}
	os.Exit(code)
}

func wholeRoot(t *testing.T) *Root {
	t.Helper()
	if testing.Short() {
		t.Skip("copies the Go tree")
	}
	goroot(t)
	r, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// plain is an environment that says nothing of any GOROOT.
func plain(t *testing.T) []string {
	return append(withoutEnv(os.Environ(), "GOROOT", "GOTOOLCHAIN", "GOFLAGS"), "GOFLAGS=-mod=mod")
}

// command runs a command and returns what it printed to both outputs.
func command(t *testing.T, env []string, dir, name string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// mustRun is command for what must succeed.
func mustRun(t *testing.T, env []string, dir, name string, args ...string) string {
	t.Helper()
	out, err := command(t, env, dir, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return out
}

func TestGreenGo(t *testing.T) {
	r := wholeRoot(t)
	t.Logf("made in %v", wholeTook)
	green, stock := filepath.Join(r.Dir, "bin", "go"), filepath.Join(r.Marker.GOROOT, "bin", "go")
	env := plain(t)
	dir := t.TempDir()
	if got := strings.Fields(mustRun(t, env, dir, green, "env", "GOROOT", "GOTOOLCHAIN")); !slices.Equal(got, []string{r.Dir, "local"}) {
		t.Errorf("go env gives %v, want %s and local", got, r.Dir)
	}
	if got, want := mustRun(t, env, dir, green, "list", "std", "cmd"), mustRun(t, env, dir, stock, "list", "std", "cmd"); got != want {
		t.Errorf("go list std cmd gives %d lines, want %d", strings.Count(got, "\n"), strings.Count(want, "\n"))
	}
	mustRun(t, env, dir, green, "vet", "text/tabwriter")
	mustRun(t, env, dir, green, "test", "-count=1", "text/tabwriter", "embed/internal/embedtest")
	// A command with embedded files.
	mustRun(t, env, dir, green, "build", "-o", os.DevNull, "cmd/pprof")

	tc, err := FindToolchain(t.Context(), &Config{Env: r.Env(env)})
	if err != nil {
		t.Fatal(err)
	}
	if tc.GOROOT != r.Marker.GOROOT {
		t.Errorf("the toolchain of a green environment is %s, want %s", tc.GOROOT, r.Marker.GOROOT)
	}
}

const panics = `package main

import (
	"os"
	"text/tabwriter"
)

func main() {
	tabwriter.NewWriter(os.Stdout, 0, 8, -1, ' ', 0)
}
`

// TestPanicLines compares a panic below a rewritten function with the same panic
// in a stock build.
func TestPanicLines(t *testing.T) {
	r := wholeRoot(t)
	dir := module(t, map[string]string{"go.mod": "module m\n\ngo 1.26\n", "main.go": panics})
	run := func(goroot string, flags ...string) (trace, out string) {
		mustRun(t, plain(t), dir, filepath.Join(goroot, "bin", "go"), append([]string{"build", "-o", "prog"}, flags...)...)
		out, err := command(t, plain(t), dir, "./prog")
		if err == nil {
			t.Fatal("the program does not panic")
		}
		_, trace, _ = strings.Cut(out, "panic: ")
		trace = strings.ReplaceAll(trace, goroot, "GOROOT")
		// Arguments and offsets within functions may differ.
		return regexp.MustCompile(`\+?0x[0-9a-f]+\??`).ReplaceAllString(trace, "X"), out
	}
	for _, flags := range [][]string{nil, {"-trimpath"}, {"-gcflags=text/tabwriter=-N -l"}} {
		want, _ := run(r.Marker.GOROOT, flags...)
		got, out := run(r.Dir, flags...)
		if !strings.HasPrefix(out, "green\nabout to panic\n") {
			t.Errorf("%v: the rules had no effect:\n%s", flags, out)
		}
		if !strings.Contains(want, "tabwriter.go:") {
			t.Errorf("%v: the stock trace does not show the library:\n%s", flags, want)
		}
		if got != want {
			t.Errorf("%v: got\n%s\nwant\n%s", flags, got, want)
		}
	}
}

// TestCoverage compares the coverage profile of a rewritten package with that of
// the original: it must be the rewritten package that ran, and its blocks must be
// at the original's lines.
func TestCoverage(t *testing.T) {
	r := wholeRoot(t)
	dir := module(t, map[string]string{
		"go.mod":    "module m\n\ngo 1.26\n",
		"m_test.go": "package m\n\nimport (\n\t\"os\"\n\t\"testing\"\n\t\"text/tabwriter\"\n)\n\nfunc Test(t *testing.T) {\n\tw := tabwriter.NewWriter(os.Stdout, 0, 8, 1, ' ', 0)\n\tw.Write([]byte(\"a\\tb\\n\"))\n\tw.Flush()\n}\n",
	})
	profile := func(goroot string) (blocks []string, out string) {
		out = mustRun(t, plain(t), dir, filepath.Join(goroot, "bin", "go"), "test", "-v", "-count=1", "-coverpkg=text/tabwriter", "-coverprofile=c.out", ".")
		b, err := os.ReadFile(filepath.Join(dir, "c.out"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			blocks = append(blocks, strings.TrimSpace(line))
		}
		return blocks, out
	}
	want, _ := profile(r.Marker.GOROOT)
	got, out := profile(r.Dir)
	if !strings.Contains(out, "green\n") {
		t.Errorf("go test -cover ran the original:\n%s", out)
	}
	src, err := os.ReadFile(filepath.Join(r.Marker.GOROOT, "src/text/tabwriter/tabwriter.go"))
	if err != nil {
		t.Fatal(err)
	}
	before, body, _ := strings.Cut(string(src), "\nfunc (b *Writer) Init(")
	body, _, _ = strings.Cut(body, "\n}\n")
	first := strings.Count(before, "\n") + 2
	last := first + strings.Count(body, "\n") + 1
	for _, block := range want {
		m := regexp.MustCompile(`:(\d+)\.`).FindStringSubmatch(block)
		if m == nil {
			continue
		}
		if line, _ := strconv.Atoi(m[1]); line >= first && line <= last {
			continue // cut by the insertions
		}
		if !slices.Contains(got, block) {
			t.Errorf("the green profile lacks %s", block)
		}
	}
	if len(want) < 20 {
		t.Errorf("the stock profile has %d lines only", len(want))
	}
	// The tool that shows profiles must not stumble over the inserted blocks.
	mustRun(t, plain(t), dir, filepath.Join(r.Dir, "bin", "go"), "tool", "cover", "-func=c.out")
}

// TestInterruptedWhole cancels the making of a real tree in the middle.
func TestInterruptedWhole(t *testing.T) {
	r := wholeRoot(t)
	cfg := &Config{Cache: t.TempDir()}
	tc, err := FindToolchain(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPlan(t.Context(), cfg, tc, nil)
	if err != nil {
		t.Fatal(err)
	}
	// By steps, not by time: Make looks at the context before each of thousands
	// of files, however fast the machine is.
	for _, n := range []int{1, 100, 3000} {
		ctx := &countdown{Context: t.Context(), left: n, done: make(chan struct{})}
		start := time.Now()
		if _, err = p.Make(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("stopped at step %d: got %v, want %v", n, err, context.Canceled)
		}
		if left := names(t, cfg.Cache); len(left) > 0 {
			t.Errorf("stopped at step %d: left in the cache: %v", n, left)
		}
		t.Logf("stopped at step %d after %v; a whole one (%s) took %v", n, time.Since(start), filepath.Base(r.Dir), wholeTook)
	}
}

// BenchmarkFind takes the time of finding a tree that is there, before each build. That it
// depends on no file's text, which would be most of the time, is a case of TestKey.
func BenchmarkFind(b *testing.B) {
	cfg := new(Config)
	tc, err := FindToolchain(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := cfg.key(tc, nil); err != nil {
			b.Fatal(err)
		}
	}
}
