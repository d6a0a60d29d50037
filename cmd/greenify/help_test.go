package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	std "github.com/go-greenify/greenify/greenrt/_std"
	"github.com/go-greenify/greenify/rewrite/patch"
)

// Every page of the manual prints, fits 80 columns and names what it is about.
func TestHelp(t *testing.T) {
	pages := []string{""}
	for _, v := range verbs {
		pages = append(pages, v.name)
	}
	for _, t := range topics {
		pages = append(pages, t.name)
	}
	for _, page := range pages {
		var out bytes.Buffer
		if err := runHelp(&out, strings.Fields(page)); err != nil {
			t.Errorf("help %s: %v", page, err)
		}
		for line := range strings.Lines(out.String()) {
			line = strings.TrimRight(line, "\n")
			if n := len(strings.ReplaceAll(line, "\t", "        ")); n > 84 && !strings.HasPrefix(line, "usage:") {
				t.Errorf("help %s: line of %d columns: %s", page, n, line)
			}
			if strings.TrimRight(line, " \t") != line {
				t.Errorf("help %s: space at the end of %q", page, line)
			}
		}
	}
}

func TestReadSettings(t *testing.T) {
	got, err := readSettings(fstest.MapFS{settingsFile: {Data: []byte(`
package runtime

var greenSettings = [...]greenSetting{
	{name: "off", values: "0 or 1", def: "0", doc: "one " + "two", set: func(v string) bool { return v == "1" }},
	{name: "hubs", values: "1", def: "1", doc: "three"},
}
`)}})
	if err != nil {
		t.Fatal(err)
	}
	want := []setting{{"off", "0 or 1", "0", "one two"}, {"hubs", "1", "1", "three"}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, src := range []string{
		"package runtime",
		"package runtime; var greenSettings = settings()",
		`package runtime; var greenSettings = [...]greenSetting{{name: "off"}}`,
	} {
		if s, err := readSettings(fstest.MapFS{settingsFile: {Data: []byte(src)}}); err == nil {
			t.Errorf("%s: got %q, want an error", src, s)
		}
	}
}

// The real table must have the kill switch, off.
func TestSettings(t *testing.T) {
	settings, err := readSettings(std.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		if s.name == "off" {
			return
		}
	}
	t.Errorf("no setting off in %q", settings)
}

// The README's table of patches is the table that the rules are applied from.
func TestREADMETable(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := patchTable(patch.All()); !strings.Contains(string(readme), want) {
		t.Errorf("README.md's table of patches differs from package patch; it should hold\n\n%s", want)
	}
}

// patchTable is the table of README.md.
func patchTable(patches []*patch.Patch) string {
	var b strings.Builder
	b.WriteString("| patch | what it does | needs |\n| --- | --- | --- |\n")
	for _, p := range patches {
		b.WriteString("| `" + p.Name + "` | " + p.Does + " | " + strings.Join(p.Needs, ", ") + " |\n")
	}
	return b.String()
}
