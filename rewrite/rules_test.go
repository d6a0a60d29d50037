package rewrite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"golang.org/x/tools/txtar"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// TestRules applies each rule of the table by itself to the real source, and
// compares the lines that it adds and takes away with testdata/rules/PATCH.txtar,
// which has a section for each rule. A second application must be refused.
func TestRules(t *testing.T) {
	tc := goroot(t)
	std := newStdFiles(tc)
	for _, p := range patch.All() {
		golden := filepath.Join("testdata", "rules", p.Name+".txtar")
		got := new(txtar.Archive)
		for i := range p.Rules {
			r := &p.Rules[i]
			name, src, err := std.find(r)
			if err != nil {
				t.Fatal(err)
			}
			out, err := rewriteSource(tc.Version, name, src, []*patch.Rule{r})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := rewriteSource(tc.Version, name, out, []*patch.Rule{r}); !errors.Is(err, errRewritten) {
				t.Errorf("patch %s, rule %d: second application: %v, want %v", p.Name, i, err, errRewritten)
			}
			got.Files = append(got.Files, txtar.File{
				Name: fmt.Sprintf("%02d %s.%s%s", i, r.Pkg, r.Func, r.Type),
				Data: []byte(changed(src, out)),
			})
		}
		if len(p.Rules) == 0 {
			continue
		}
		text := txtar.Format(got)
		if *update {
			if err := os.WriteFile(golden, text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if string(text) != string(want) {
			t.Errorf("patch %s (go test ./rewrite -run TestRules -update, and look):\n%s", p.Name, diff.Diff(golden, want, "now", text))
		}
	}
}

// changed returns the lines that differ, without context: std's own source is not
// kept here, and line directives move with each release.
func changed(old, new []byte) string {
	var b strings.Builder
	for line := range strings.Lines(string(diff.Diff("old", old, "new", new))) {
		if strings.HasPrefix(line, "--- ") || strings.HasPrefix(line, "+++ ") || strings.HasPrefix(line, "+//line ") || line == "+"+rewrittenMark+"\n" {
			continue
		}
		if line[0] == '+' || line[0] == '-' {
			b.WriteString(line)
		}
	}
	return b.String()
}
