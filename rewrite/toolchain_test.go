package rewrite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// fakeGo makes a directory with a go command that answers `go env` with the
// given values, and returns an environment that finds it.
func fakeGo(t *testing.T, goroot, version, goos, goarch string) []string {
	t.Helper()
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\necho '{\"GOROOT\":%q,\"GOVERSION\":%q,\"GOOS\":%q,\"GOARCH\":%q,\"CGO_ENABLED\":\"1\"}'\n", goroot, version, goos, goarch)
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return []string{"PATH=" + dir + ":" + os.Getenv("PATH")}
}

func TestFindToolchain(t *testing.T) {
	for _, test := range []struct{ version, goos, goarch, want string }{
		{"go1.26.8", "linux", "amd64", ""},
		{"go1.26", "linux", "amd64", ""},
		{"go1.26.8 X:nodwarf5", "linux", "amd64", ""},
		{"go1.25.3", "linux", "amd64", "go1.25.3 (/x/go) is not supported: greenify's rules are for go1.26.x: set GOTOOLCHAIN=go1.26.8, or use the greenify for that release"},
		{"go1.27rc1", "linux", "amd64", "go1.27rc1 (/x/go) is not supported: greenify's rules are for go1.26.x: set GOTOOLCHAIN=go1.26.8, or use the greenify for that release"},
		{"devel go1.26-abc", "linux", "amd64", "devel go1.26-abc (/x/go) is not supported: greenify's rules are for go1.26.x: set GOTOOLCHAIN=go1.26.8, or use the greenify for that release"},
		{"go1.26.8", "darwin", "arm64", "darwin/arm64 is not supported: greenify builds for linux/amd64: set GOOS=linux GOARCH=amd64"},
		{"go1.26.8", "linux", "386", "linux/386 is not supported: greenify builds for linux/amd64: set GOOS=linux GOARCH=amd64"},
	} {
		cfg := &Config{Env: fakeGo(t, "/x/go", test.version, test.goos, test.goarch)}
		tc, err := FindToolchain(t.Context(), cfg)
		got := ""
		if err != nil {
			got = err.Error()
		} else if tc.GOROOT != "/x/go" || tc.Go != "/x/go/bin/go" || !tc.CgoEnabled || release(tc.Version) != "go1.26" {
			t.Errorf("%s: %+v", test.version, tc)
		}
		if got != test.want {
			t.Errorf("%s %s/%s:\ngot  %s\nwant %s", test.version, test.goos, test.goarch, got, test.want)
		}
	}
}

func TestFindToolchainErrors(t *testing.T) {
	_, err := FindToolchain(t.Context(), &Config{Env: []string{"PATH=/nowhere"}})
	if err == nil || err.Error() != "no go command in PATH: install go1.26.8, or add the bin directory of its tree to PATH" {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := FindToolchain(ctx, &Config{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	// The go command's own words come through.
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module m\n\ngo 1.26\n\ntoolchain go1.99.0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	env := append(withoutEnv(os.Environ(), "GOTOOLCHAIN"), "GOTOOLCHAIN=path")
	_, err = FindToolchain(t.Context(), &Config{Dir: dir, Env: env})
	if err == nil || !strings.Contains(err.Error(), "go1.99.0") {
		t.Errorf("toolchain line that cannot be had: %v", err)
	}
}

func TestRelease(t *testing.T) {
	for version, want := range map[string]string{
		"go1.26.8": "go1.26", "go1.26": "go1.26", "go1.26rc1": "go1.26", "go1.9.7": "go1.9", "devel go1.27-abc": "devel go1.27-abc",
	} {
		if got := release(version); got != want {
			t.Errorf("release(%q) = %q, want %q", version, got, want)
		}
	}
	if tags := releaseTags("go1.26.8"); len(tags) != 26 || tags[25] != "go1.26" {
		t.Errorf("release tags are %v", tags)
	}
}

// module writes a module and returns its directory.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLoad(t *testing.T) {
	tc := goroot(t)
	dir := module(t, map[string]string{
		"go.mod":         "module example.com/m\n\ngo 1.26\n",
		"main.go":        "package main\n\nimport (\n\t\"net\"\n\t\"example.com/m/a\"\n)\n\nfunc main() { net.Dial(a.A, \"\") }\n",
		"a/a.go":         "package a\n\nvar A = \"tcp\"\n",
		"a/a_test.go":    "package a\n\nimport \"testing/iotest\"\n\nvar _ = iotest.ErrTimeout\n",
		"tagged/x.go":    "//go:build special\n\npackage tagged\n",
		"broken/type.go": "package broken\n\nvar X int = \"not checked\"\n",
	})
	start := time.Now()
	prog, err := Load(t.Context(), &Config{Dir: dir}, tc, []string{"."}, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("loaded in %v", time.Since(start))
	if len(prog.Packages) != 1 || prog.Packages[0].PkgPath != "example.com/m" {
		t.Errorf("roots are %v", prog.Packages)
	}
	if !prog.Std["net"] || !prog.Std["runtime"] || prog.Std["example.com/m/a"] || prog.Std["testing/iotest"] {
		t.Errorf("std is %v", prog.Std)
	}
	if prog, err = Load(t.Context(), &Config{Dir: dir}, tc, []string{"./a"}, true); err != nil || !prog.Std["testing/iotest"] {
		t.Errorf("with tests: %v", err)
	}
	if _, err := Load(t.Context(), &Config{Dir: dir, Flags: []string{"-tags=special"}}, tc, []string{"./tagged"}, false); err != nil {
		t.Errorf("with flags: %v", err)
	}
	if _, err := Load(t.Context(), &Config{Dir: dir}, tc, []string{"./broken"}, false); err != nil {
		t.Errorf("types should not be checked: %v", err)
	}
	if _, err := Load(t.Context(), &Config{Dir: dir}, tc, []string{"main.go"}, false); err != nil {
		t.Errorf("files: %v", err)
	}
}

func TestLoadErrors(t *testing.T) {
	tc := goroot(t)
	env := append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOTOOLCHAIN=local")
	for _, test := range []struct {
		name     string
		files    map[string]string
		patterns []string
		want     string
	}{
		{"no Go files", map[string]string{"go.mod": "module m\n"}, []string{"."}, "no Go files in "},
		{"no packages", map[string]string{"go.mod": "module m\n"}, []string{"./..."}, "no packages match ./..."},
		{"no such directory", map[string]string{"go.mod": "module m\n"}, []string{"./x"}, "directory not found"},
		{"no module", map[string]string{"main.go": "package main\n"}, []string{"."}, "go.mod file not found in current directory or any parent directory"},
		{"broken go.mod", map[string]string{"go.mod": "modul m\n", "main.go": "package main\n"}, []string{"."}, "unknown directive: modul"},
		{"missing module", map[string]string{"go.mod": "module m\n", "main.go": "package main\n\nimport _ \"example.com/missing\"\n"}, []string{"."}, "main.go:3:8: "},
		{"syntax", map[string]string{"go.mod": "module m\n", "main.go": "package main\n\nimport 1\n"}, []string{"."}, "main.go:3:8: "},
		{"cycle", map[string]string{"go.mod": "module m\n", "a/a.go": "package a\n\nimport _ \"m/b\"\n", "b/b.go": "package b\n\nimport _ \"m/a\"\n"}, []string{"./a"}, "import cycle not allowed"},
	} {
		dir := module(t, test.files)
		_, err := Load(t.Context(), &Config{Dir: dir, Env: env}, tc, test.patterns, false)
		var load *LoadError
		if !errors.As(err, &load) {
			t.Errorf("%s: %v is no LoadError", test.name, err)
			continue
		}
		if !slices.ContainsFunc(load.Lines, func(l string) bool { return strings.Contains(l, test.want) }) {
			t.Errorf("%s: got %q, want a line with %q", test.name, load.Lines, test.want)
		}
		if strings.Contains(err.Error(), "err: exit status") {
			t.Errorf("%s: go/packages' wrapping is not cut off: %q", test.name, load.Lines)
		}
		t.Logf("%s: %q", test.name, load.Lines)
	}
}
