//go:build !greenify

package conform

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/gevent.md")

const root = "../.."

// quoted is a name in the column of what there is here.
var quoted = regexp.MustCompile("`([A-Za-z.]+)`")

// TestTable holds the table, the marks in the tests, greenrt and docs/gevent.md against one
// another.
func TestTable(t *testing.T) {
	marks, err := Marks(root)
	if err != nil {
		t.Error(err)
	}
	exports, err := Exports(root)
	if err != nil {
		t.Fatal(err)
	}
	proven := make(map[string]bool)
	for _, m := range marks {
		proven[m.ID] = true
	}
	rows := make(map[string]Row)
	for _, m := range Table() {
		for _, n := range m.Names {
			for _, match := range quoted.FindAllStringSubmatch(n.Here, -1) {
				name := match[1]
				pkg, _, _ := strings.Cut(name, ".")
				if exports[pkg] && !exports[name] {
					t.Errorf("%s %s: there is no %s", m.Name, n.Gevent, name)
				}
			}
			for _, r := range n.Rows {
				if _, twice := rows[r.ID]; twice {
					t.Errorf("%s: two rows", r.ID)
				}
				rows[r.ID] = r
				switch {
				case r.NA != "" && proven[r.ID]:
					t.Errorf("%s: a test proves what the table says is not applicable", r.ID)
				case r.NA == "" && !proven[r.ID]:
					t.Errorf("%s: no test has it", r.ID)
				}
			}
		}
	}
	for _, m := range marks {
		if _, ok := rows[m.ID]; !ok {
			t.Errorf("%s:%d: the table has no row %s", m.File, m.Line, m.ID)
		}
	}

	file := filepath.Join(root, "docs", "gevent.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, made, ok := strings.Cut(string(text), Begin)
	if !ok {
		t.Fatalf("%s has no line %q", file, Begin)
	}
	want := "\n" + Page(Table(), marks)
	if made == want {
		return
	}
	if !*update {
		t.Fatalf("%s is not up to date: go test ./integration/conform -run TestTable -update", file)
	}
	if err := os.WriteFile(file, []byte(head+Begin+want), 0o666); err != nil {
		t.Fatal(err)
	}
}
