package variants

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// analysistest reads expectations only in files that are built, so this test
// looks for them itself: a file of testdata whose build line ends with "want" is
// to be reported, there and by its constraint.
func Test(t *testing.T) {
	dir, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax,
		Dir:  dir,
		Env:  append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0"),
	}, ".")
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{Analyzer}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]string)
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		for _, d := range act.Diagnostics {
			pos := act.Package.Fset.Position(d.Pos)
			got[filepath.Base(pos.Filename)] = fmt.Sprint(pos.Line, ": ", d.Message)
		}
	}

	build := regexp.MustCompile(`(?m)^//go:build (.*)$`)
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	wants, oks := 0, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, want := filepath.Base(file), ""
		if strings.HasPrefix(string(text), "// want\n") {
			wants++
			want = "3: not looked at: builds only with " + build.FindStringSubmatch(string(text))[1] + " [GR1901]"
		} else {
			oks++
		}
		if got[name] != want {
			t.Errorf("%s: got %q, want %q", name, got[name], want)
		}
	}
	if wants < 5 || oks < 5 {
		t.Errorf("%d files to report and %d others, want 5 of each", wants, oks)
	}
}
