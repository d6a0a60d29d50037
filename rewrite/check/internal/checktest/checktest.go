// Package checktest runs an analyzer over its testdata.
//
// The packages below testdata/src say what they expect by comments of
// analysistest, // want "regexp", at lines where a finding belongs, and by // ok
// at lines that look like one and are none; or /* want "regexp" */ and /* ok */
// before a directive, which ends with its line. Both must be there: an analyzer that
// reports nothing, or everything, is not to pass.
package checktest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// enough is how many lines of each kind an analyzer must have.
const enough = 5

// Run checks an analyzer against the packages.
func Run(t *testing.T, a *analysis.Analyzer, packages ...string) {
	t.Helper()
	dir := analysistest.TestData()
	for _, result := range analysistest.Run(t, dir, a, packages...) {
		if result.Err != nil {
			t.Error(result.Err)
		}
	}
	wants, oks := 0, 0
	for _, pkg := range packages {
		files, err := filepath.Glob(filepath.Join(dir, "src", pkg, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(text)) {
				line = strings.TrimSpace(line)
				if strings.Contains(line, "// want ") || strings.HasPrefix(line, "/* want ") {
					wants++
				}
				if strings.HasSuffix(line, "// ok") || strings.HasPrefix(line, "/* ok */") {
					oks++
				}
			}
		}
	}
	if wants < enough || oks < enough {
		t.Errorf("%s: %d lines with findings and %d without, want %d of each", a.Name, wants, oks, enough)
	}
}

// NeedCgo skips a test on a machine without a C compiler.
func NeedCgo(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no C compiler")
	}
}
