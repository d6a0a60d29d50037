package check

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/rewrite"
)

// config is that of a check in dir, with a cache of its own.
func config(t *testing.T, dir string, env ...string) (*rewrite.Config, *rewrite.Toolchain) {
	t.Helper()
	cfg := &rewrite.Config{
		Dir:   dir,
		Env:   append(os.Environ(), append([]string{"GOWORK=off", "GOFLAGS=", "GOPROXY=off"}, env...)...),
		Cache: t.TempDir(),
	}
	tc, err := rewrite.FindToolchain(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return cfg, tc
}

// run checks patterns in dir.
func run(t *testing.T, dir string, patterns ...string) *Report {
	t.Helper()
	cfg, tc := config(t, dir)
	r, err := Run(context.Background(), cfg, tc, &Options{Patterns: patterns})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// module writes a module's files into a directory of its own. A name is followed
// by the text.
func module(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Contains(files, "go.mod") {
		if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/m\n\ngo 1.26\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// ids lists the IDs of the findings of a package, sorted and each once.
func (r *Report) ids(pkg string) string {
	var list []string
	for _, f := range r.Findings {
		if f.Package == pkg {
			list = append(list, f.ID)
		}
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}

func (r *Report) verdict(t *testing.T, pkg string) string {
	t.Helper()
	for _, p := range r.Packages {
		if p.Path == pkg {
			return p.Verdict.String()
		}
	}
	t.Errorf("no package %s", pkg)
	return ""
}

func needCgo(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no C compiler")
	}
}
