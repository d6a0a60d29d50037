package rewrite

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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

func TestEnv(t *testing.T) {
	r := &Root{Dir: "/green"}
	got := strings.Join(r.Env([]string{"A=1", "GOROOT=/usr/local/go", "PATH=/bin:/usr/bin", "GOTOOLCHAIN=auto"}), " ")
	if want := "A=1 GOROOT=/green GOTOOLCHAIN=local PATH=/green/bin:/bin:/usr/bin"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
