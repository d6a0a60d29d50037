package rewrite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// toy makes a Go tree of a few files, and a plan that rewrites one of them and
// adds one.
func toy(t *testing.T) (*Config, *Plan) {
	t.Helper()
	goroot := t.TempDir()
	for name, text := range map[string]string{
		"VERSION":                     "go1.26.8\n",
		"go.env":                      "GOPROXY=off\nGOTOOLCHAIN=auto",
		"bin/go":                      "#!/bin/sh\n",
		"pkg/tool/x":                  "x",
		"lib/zone":                    "z",
		"src/go.mod":                  "module std\n",
		"src/p/p.go":                  "package p\n\nfunc F() {\n\tprintln(1)\n}\n",
		"src/p/testdata/data":         "data",
		"src/cmd/tool/main.go":        "package main\n\nimport _ \"embed\"\n\n//go:embed page\nvar page string\n\n//go:embed all:dir\nvar dir string\n",
		"src/cmd/tool/page":           "page",
		"src/cmd/tool/dir/sub/deeper": "deeper",
		"src/cmd/tool/other":          "other",
	} {
		path := filepath.Join(goroot, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		mode := os.FileMode(0o444) // as in the module cache
		if strings.HasPrefix(name, "bin/") {
			mode = 0o555
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	cfg := &Config{
		Cache: filepath.Join(t.TempDir(), "cache"),
		Adds:  fstest.MapFS{"p/green.go": {Data: []byte("package p\n")}},
	}
	tc := &Toolchain{GOROOT: goroot, Version: "go1.26.8", GOOS: "linux", GOARCH: "amd64"}
	plan, err := newPlan(t.Context(), cfg, tc, []*patch.Patch{{
		Name:  "toy",
		Adds:  []string{"p/green.go"},
		Rules: []patch.Rule{{Pkg: "p", Func: "F", Op: patch.Enter, Text: "println(0)"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return cfg, plan
}

// tree describes what is below dir: the mode and the text or link of each file.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	m := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		info, err := e.Info()
		if err != nil {
			return err
		}
		if e.Type() == fs.ModeSymlink {
			m[rel], err = os.Readlink(path)
			m[rel] = "-> " + m[rel]
			return err
		}
		b, err := os.ReadFile(path)
		m[rel] = fmt.Sprintf("%v %s", info.Mode(), b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestLayout(t *testing.T) {
	_, plan := toy(t)
	goroot := plan.Toolchain.GOROOT
	before := tree(t, goroot)
	r, err := plan.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Reused {
		t.Error("first Make says Reused")
	}
	got := tree(t, r.Dir)
	if !strings.Contains(got["greenify.json"], goroot) {
		t.Errorf("marker is %s", got["greenify.json"])
	}
	delete(got, "greenify.json")
	link := func(path string) string { return "-> " + filepath.Join(goroot, path) }
	want := map[string]string{
		"VERSION":                     link("VERSION"),
		"go.env":                      "-rw-r--r-- GOPROXY=off\n# A green GOROOT does not switch to toolchains that are not green.\nGOTOOLCHAIN=local\n",
		"bin/go":                      "-rwxr-xr-x #!/bin/sh\n",
		"pkg":                         link("pkg"),
		"lib":                         link("lib"),
		"src/go.mod":                  "-rw-r--r-- module std\n",
		"src/p/p.go":                  "-rw-r--r-- package p\n\nfunc F() {\n\tprintln(0)\n//line :4:1\n\tprintln(1)\n}\n\n//greenify:rewritten\n",
		"src/p/green.go":              "-rw-r--r-- package p\n",
		"src/p/testdata/data":         "-rw-r--r-- data",
		"src/cmd/tool/main.go":        link("src/cmd/tool/main.go"),
		"src/cmd/tool/page":           "-rw-r--r-- page",
		"src/cmd/tool/dir/sub/deeper": "-rw-r--r-- deeper",
		"src/cmd/tool/other":          link("src/cmd/tool/other"),
	}
	for path, text := range want {
		if got[path] != text {
			t.Errorf("%s is %q, want %q", path, got[path], text)
		}
		delete(got, path)
	}
	for path := range got {
		t.Errorf("%s should not be there", path)
	}
	for path, text := range tree(t, goroot) {
		if before[path] != text {
			t.Errorf("%s was changed in the original", path)
		}
	}
	if info, err := os.Stat(filepath.Dir(r.Dir)); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("cache directory: %v, %v, want mode 0700", info.Mode(), err)
	}
}

// With a stand-in for the compiler, all that lies beside it is linked.
func TestLayoutCompiler(t *testing.T) {
	cfg, plan := toy(t)
	goroot := plan.Toolchain.GOROOT
	standin := filepath.Join(t.TempDir(), "standin")
	if err := os.WriteFile(standin, []byte("s"), 0o755); err != nil {
		t.Fatal(err)
	}
	cfg.Compiler = &Compiler{Path: standin, ID: "1"}
	_, err := plan.Make(t.Context())
	if err == nil || !strings.Contains(err.Error(), "has no compiler") {
		t.Errorf("without a compiler: %v", err)
	}
	tools := filepath.Join(goroot, toolDir)
	for _, name := range []string{"compile", "link", "sub/file"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(tools, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(tools, name), nil, 0o555); err != nil {
			t.Fatal(err)
		}
	}
	r, err := plan.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"pkg/tool/x": "-> " + filepath.Join(goroot, "pkg/tool/x")}
	for _, name := range []string{"link", "sub"} {
		want[filepath.Join(toolDir, name)] = "-> " + filepath.Join(tools, name)
	}
	want[filepath.Join(toolDir, "compile")] = "-rwxr-xr-x s"
	for path, text := range tree(t, r.Dir) {
		if strings.HasPrefix(path, "pkg/") && want[path] != text {
			t.Errorf("%s is %q, want %q", path, text, want[path])
		}
		delete(want, path)
	}
	for path := range want {
		t.Errorf("%s is missing", path)
	}

	stock, err := StockCompiler(filepath.Join(r.Dir, toolDir, "compile"))
	if want := filepath.Join(tools, "compile"); stock != want || err != nil {
		t.Errorf("it stands in for %q, %v, want %q", stock, err, want)
	}
	for _, path := range []string{standin, filepath.Join(tools, "compile"), filepath.Join(r.Dir, toolDir, "link"), "/compile"} {
		if stock, err := StockCompiler(path); stock != "" || err != nil {
			t.Errorf("%s stands in for %q, %v", path, stock, err)
		}
	}
	if err := os.WriteFile(filepath.Join(r.Dir, markerName), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := StockCompiler(filepath.Join(r.Dir, toolDir, "compile")); err == nil {
		t.Error("a broken marker is no error")
	}
}

func TestKey(t *testing.T) {
	cfg, plan := toy(t)
	tc := plan.Toolchain
	seen := make(map[string]string)
	check := func(what string, fresh bool) {
		t.Helper()
		key, err := cfg.key(tc, plan.Patches)
		if err != nil {
			t.Fatal(err)
		}
		if old, ok := seen[key]; ok == fresh {
			t.Errorf("%s: key is that of %q", what, old)
		}
		seen[key] = what
	}
	check("start", true)
	check("nothing changed", false)
	p := filepath.Join(tc.GOROOT, "src/p/p.go")
	info, err := os.Stat(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(p, info.ModTime(), info.ModTime().Add(1)); err != nil {
		t.Fatal(err)
	}
	check("a file was touched", true)
	if err := os.WriteFile(filepath.Join(tc.GOROOT, "src/p/new.go"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	check("a file is new", true)
	if err := os.WriteFile(filepath.Join(tc.GOROOT, "src/cmd/tool/new"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	check("only links depend on src/cmd", false)
	plan.Patches[0].Rules[0].Text = "println(2)"
	check("a rule changed", true)
	plan.Patches[0].Rules[0].Why = "for the reader"
	check("an explanation changed", false)
	cfg.Adds = fstest.MapFS{"p/green.go": {Data: []byte("package p // changed\n")}}
	check("an added file changed", true)
	cfg.Compiler = &Compiler{Path: "/a", ID: "1"}
	check("a compiler", true)
	cfg.Compiler = &Compiler{Path: "/b", ID: "1"}
	check("the same elsewhere", false)
	cfg.Compiler.ID = "2"
	check("a compiler that changes other things", true)
	plan.Patches = append(plan.Patches, &patch.Patch{Name: "more"})
	check("a patch more", true)
	tc.Version = "go1.26.9"
	check("another version", true)
}

func TestReuseAndClean(t *testing.T) {
	cfg, plan := toy(t)
	if roots, err := Cached(cfg); len(roots) != 0 || err != nil {
		t.Errorf("a cache that is not there lists %v, %v", roots, err)
	}
	first, err := plan.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := plan.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !second.Reused || second.Dir != first.Dir {
		t.Errorf("second Make gives %+v, want a reused %s", second, first.Dir)
	}
	mine := filepath.Join(cfg.Cache, "mine")
	if err := os.Mkdir(mine, 0o755); err != nil {
		t.Fatal(err)
	}
	roots, err := Cached(cfg)
	if err != nil || len(roots) != 1 || roots[0].Dir != first.Dir || roots[0].Marker.GOROOT != plan.Toolchain.GOROOT {
		t.Errorf("Cached gives %v, %v", roots, err)
	}
	if err := Clean(cfg); err != nil {
		t.Fatal(err)
	}
	if got := names(t, cfg.Cache); len(got) != 1 || got[0] != "mine" {
		t.Errorf("Clean left %v, want only what is not greenify's", got)
	}
	if _, err := os.Stat(filepath.Join(plan.Toolchain.GOROOT, "pkg/tool/x")); err != nil {
		t.Error("Clean went through a symbolic link:", err)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// TestInterrupted cancels Make at every point where it looks at the context.
func TestInterrupted(t *testing.T) {
	cfg, plan := toy(t)
	for n := 0; ; n++ {
		ctx := &countdown{Context: t.Context(), left: n, done: make(chan struct{})}
		_, err := plan.Make(ctx)
		if err == nil {
			if n < 5 { // four copies and the links of src/cmd
				t.Errorf("the context is looked at %d times only", n)
			}
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d looks: %v", n, err)
		}
		if left := names(t, cfg.Cache); len(left) > 0 {
			t.Fatalf("after %d looks %v is left", n, left)
		}
	}
}

// A countdown is a context that is cancelled once Err has been called left times.
type countdown struct {
	context.Context
	mu   sync.Mutex
	left int
	done chan struct{}
}

func (c *countdown) Done() <-chan struct{} { return c.done }

func (c *countdown) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left--
	if c.left == -1 {
		close(c.done)
	}
	if c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestTwoAtOnce(t *testing.T) {
	for range 20 {
		cfg, plan := toy(t)
		var wg sync.WaitGroup
		roots, errs := make([]*Root, 8), make([]error, 8)
		for i := range roots {
			wg.Go(func() { roots[i], errs[i] = plan.Make(t.Context()) })
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		made := 0
		for _, r := range roots {
			if r.Dir != roots[0].Dir {
				t.Errorf("%s and %s for the same plan", r.Dir, roots[0].Dir)
			}
			if !r.Reused {
				made++
			}
		}
		if made != 1 {
			t.Errorf("%d say that they made it, want 1", made)
		}
		if left := names(t, cfg.Cache); len(left) != 1 {
			t.Errorf("left in the cache: %v", left)
		}
	}
}

func TestLeftovers(t *testing.T) {
	cfg, plan := toy(t)
	killed := filepath.Join(cfg.Cache, unfinished+"killed")
	if err := os.MkdirAll(filepath.Join(killed, "src"), 0o755); err != nil {
		t.Fatal(err)
	}
	alive, err := newDraft(cfg.Cache, "0123456789abcdef")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Make(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(killed); err == nil {
		t.Error("what a killed run left is still there")
	}
	if _, err := os.Stat(alive.dir); err != nil {
		t.Error("the draft of a run that goes on was removed")
	}
	alive.discard()
	if left := names(t, cfg.Cache); len(left) != 1 {
		t.Errorf("left in the cache: %v", left)
	}
}

func TestCacheErrors(t *testing.T) {
	cfg, plan := toy(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	cfg.Cache = filepath.Join(file, "cache")
	_, err := plan.Make(t.Context())
	var cache *CacheError
	if !errors.As(err, &cache) {
		t.Fatalf("%v is no CacheError", err)
	}
	want := "cache directory " + cfg.Cache + ": not a directory: set GREENIFYCACHE to a directory that can be written to and has 200 MB free"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func TestCacheDir(t *testing.T) {
	for _, test := range []struct {
		env  []string
		want string
	}{
		{[]string{"GREENIFYCACHE=/a/b", "HOME=/h"}, "/a/b"},
		{[]string{"XDG_CACHE_HOME=/x", "HOME=/h"}, "/x/greenify"},
		{[]string{"HOME=/h"}, "/h/.cache/greenify"},
		{[]string{"GREENIFYCACHE=rel", "HOME=/h"}, "error: GREENIFYCACHE=rel is not an absolute path: set it to one"},
		{[]string{}, "error: no place for the cache, as neither HOME nor XDG_CACHE_HOME is set: set GREENIFYCACHE to a directory"},
	} {
		got, err := (&Config{Env: test.env}).CacheDir()
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != test.want {
			t.Errorf("%v: got %s, want %s", test.env, got, test.want)
		}
	}
}

func TestEnv(t *testing.T) {
	r := &Root{Dir: "/green"}
	got := strings.Join(r.Env([]string{"A=1", "GOROOT=/usr/local/go", "PATH=/bin:/usr/bin", "GOTOOLCHAIN=auto"}), " ")
	if want := "A=1 GOROOT=/green GOTOOLCHAIN=local PATH=/green/bin:/bin:/usr/bin"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestChoose(t *testing.T) {
	a, b, c := &patch.Patch{Name: "a"}, &patch.Patch{Name: "b", Needs: []string{"a"}}, &patch.Patch{Name: "c", Needs: []string{"b"}}
	all := []*patch.Patch{a, b, c}
	for names, want := range map[string]string{"c": "abc", "b,a": "ab", "a": "a", "": "", "a,a": "a"} {
		list, err := choose(all, strings.FieldsFunc(names, func(r rune) bool { return r == ',' }))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range list {
			got += p.Name
		}
		if names == "" {
			want = "" // named, but none: not the same as nil
		}
		if got != want {
			t.Errorf("choose %q gives %q, want %q", names, got, want)
		}
	}
	if list, _ := choose(all, nil); len(list) != 3 {
		t.Error("nil does not choose all")
	}
	if _, err := choose(all, []string{"d"}); err == nil || err.Error() != `there is no patch "d": choose from a, b, c` {
		t.Error(err)
	}
}

func TestAddsExisting(t *testing.T) {
	cfg, plan := toy(t)
	cfg.Adds = fstest.MapFS{"p/p.go": {Data: []byte("package p\n")}}
	_, err := newPlan(t.Context(), cfg, plan.Toolchain, []*patch.Patch{{Name: "bad", Adds: []string{"p/p.go"}}})
	if err == nil || !strings.Contains(err.Error(), "p/p.go") {
		t.Errorf("got %v, want a refusal to write over p/p.go", err)
	}
}

// TestOtherUser makes a root as a user who owns neither the Go tree nor, at
// first, a writable cache.
func TestOtherUser(t *testing.T) {
	if dir := os.Getenv("REWRITE_TEST_OTHER_USER"); dir != "" {
		asOtherUser(t, dir)
		return
	}
	if os.Getuid() != 0 {
		t.Skip("needs root, to become somebody else")
	}
	dir, err := os.MkdirTemp("", "other-user") // t.TempDir is closed to others
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	const nobody = 65534
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := copyFile(self, filepath.Join(dir, "test")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "home"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(dir, 0o755), os.Chmod(filepath.Join(dir, "test"), 0o755), os.Chown(filepath.Join(dir, "home"), nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(dir, "test"), "-test.run=^TestOtherUser$", "-test.v")
	cmd.Dir = dir
	cmd.Env = []string{"REWRITE_TEST_OTHER_USER=" + filepath.Join(dir, "home"), "TMPDIR=" + filepath.Join(dir, "home")}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestOtherUser")) {
		t.Errorf("%v\n%s", err, out)
	}
}

func asOtherUser(t *testing.T, home string) {
	cfg, plan := toy(t)
	cfg.Cache = filepath.Join(home, "readonly")
	if err := os.Mkdir(cfg.Cache, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := plan.Make(t.Context())
	if err == nil || !strings.Contains(err.Error(), "permission denied: set GREENIFYCACHE") {
		t.Errorf("read-only cache: %v", err)
	}
	cfg.Cache = filepath.Join(home, "cache")
	r, err := plan.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// Written to and removed by its owner, although the original is read-only.
	if err := os.WriteFile(filepath.Join(r.Dir, "src/p/testdata/data"), []byte("x"), 0o644); err != nil {
		t.Error(err)
	}
	if err := Clean(cfg); err != nil {
		t.Error(err)
	}
	if left := names(t, cfg.Cache); len(left) > 0 {
		t.Errorf("Clean left %v", left)
	}
}
