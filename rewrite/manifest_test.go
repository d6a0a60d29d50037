package rewrite

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// manifestOf returns the text that a program would read.
func manifestOf(t *testing.T, cfg *Config, tc *Toolchain, patches []*patch.Patch) string {
	t.Helper()
	adds, err := readAdds(cfg.Adds, patches)
	if err != nil {
		t.Fatal(err)
	}
	files := cfg.manifests(tc, patches, adds)
	if len(files) != 1 || files[0].Path != "p/manifest.go" {
		t.Fatalf("%d files", len(files))
	}
	f, err := parser.ParseFile(token.NewFileSet(), "", files[0].New, parser.ParseComments)
	if err != nil {
		t.Fatalf("%v in\n%s", err, files[0].New)
	}
	if f.Name.Name != "p" || !ast.IsGenerated(f) {
		t.Errorf("no generated file of package p:\n%s", files[0].New)
	}
	var text strings.Builder
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok {
			s, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Error(err)
			}
			text.WriteString(s)
		}
		return true
	})
	return text.String()
}

func TestManifest(t *testing.T) {
	patches := []*patch.Patch{
		{
			Name: "one", Covers: []string{"p", "q/r"}, Manifest: "p/manifest.go", Adds: []string{"p/green.go"},
			Rules: []patch.Rule{{Pkg: "q/r", Func: "(*T).M"}, {Pkg: "p", Type: "S", Op: patch.Field}, {Pkg: "p", Func: "f"}, {Pkg: "p", Func: "f", Find: "x"}},
		},
		{Name: "two"},
	}
	cfg := &Config{Adds: fstest.MapFS{"p/green.go": {Data: []byte("package p\n")}}}
	tc := &Toolchain{GOROOT: "/somewhere/go", Version: "go1.26.8"}
	text := manifestOf(t, cfg, tc, patches)
	lines := strings.Split(text, "\n")
	if len(lines) != 9 || !strings.HasPrefix(lines[2], "sum ") || len(lines[2]) != len("sum ")+32 {
		t.Fatal(text)
	}
	sum := lines[2]
	lines[2] = "sum"
	if want := []string{"greenify (devel)", "go go1.26.8", "sum", "patch one", "covers p q/r", "rewrites p.S p.f q/r.(*T).M", "adds p/green.go", "patch two", ""}; !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
	// It is the same wherever the Go tree is, and another if a rule or a file is.
	if got := manifestOf(t, cfg, &Toolchain{GOROOT: "/elsewhere", Version: "go1.26.8"}, patches); got != text {
		t.Errorf("it depends on the machine: %s", got)
	}
	cfg.Adds.(fstest.MapFS)["p/green.go"].Data = []byte("package p // changed\n")
	if got := manifestOf(t, cfg, tc, patches); strings.Contains(got, sum) {
		t.Error("the sum does not depend on added files")
	}
	cfg.Adds.(fstest.MapFS)["p/green.go"].Data = []byte("package p\n")
	patches[0].Rules[0].Text = "changed"
	if got := manifestOf(t, cfg, tc, patches); strings.Contains(got, sum) {
		t.Error("the sum does not depend on what rules do")
	}
}
