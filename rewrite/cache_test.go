package rewrite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-greenify/greenify/rewrite/patch"
)

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
	later := info.ModTime().Add(2 * time.Second) // what the coarsest file systems can tell apart
	if err := os.Chtimes(p, later, later); err != nil {
		t.Fatal(err)
	}
	check("a file was touched", true)
	// Texts are not read: that would take longer than many a build.
	if err := errors.Join(os.Remove(p), os.WriteFile(p, make([]byte, info.Size()), 0o644), os.Chtimes(p, later, later)); err != nil {
		t.Fatal(err)
	}
	check("another text of the same size and time", false)
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
