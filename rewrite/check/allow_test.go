package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

func sample() *Report {
	r := &Report{
		Packages: []*Package{{Path: "example.com/a"}, {Path: "example.com/b"}},
		Findings: []*Finding{
			{ID: "GR1001", Class: reason.NotGreen, Package: "example.com/a", Function: "example.com/a.F"},
			{ID: "GR1201", Class: reason.ThreadBound, Package: "example.com/a", Function: "example.com/a.G"},
			{ID: "GR1201", Class: reason.ThreadBound, Package: "example.com/a", Function: "example.com/a.H"},
			{ID: "GR1101", Class: reason.Offloaded, Package: "example.com/b", Function: "example.com/b.F"},
		},
	}
	r.judge()
	return r
}

func TestAllow(t *testing.T) {
	for name, test := range map[string]struct {
		text    string
		verdict reason.Class
		err     string
	}{
		"nothing":       {"", reason.NotGreen, ""},
		"comments":      {"# a comment\n\n   # another\n", reason.NotGreen, ""},
		"function":      {"GR1001 example.com/a.F # it is short\n", reason.ThreadBound, ""},
		"package":       {"gr1001 example.com/a\nGR1201 example.com/a\n", reason.Offloaded, ""},
		"all":           {"GR1001 example.com/a\nGR1201 example.com/a\nGR1101 example.com/b\n", reason.Green, ""},
		"stale":         {"GR1001 example.com/b\n", reason.NotGreen, ":1: stale: example.com/b has no finding GR1001"},
		"twice":         {"GR1201 example.com/a.G\nGR1201 example.com/a.X\n", reason.NotGreen, ":2: stale"},
		"unknown ID":    {"\nGR9999 example.com/a\n", reason.NotGreen, ":2: unknown ID GR9999"},
		"too few words": {"GR1001\n", reason.NotGreen, ":1: want an ID and a package"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "allow")
			if err := os.WriteFile(file, []byte(test.text), 0o666); err != nil {
				t.Fatal(err)
			}
			r := sample()
			err := r.Allow(file)
			if test.err == "" && err != nil || test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
				t.Errorf("got error %v, want %q", err, test.err)
			}
			if r.Verdict != test.verdict {
				t.Errorf("got %v, want %v", r.Verdict, test.verdict)
			}
		})
	}
	r := sample()
	r.accept("GR1001", "example.com/a", "it is short")
	if got := r.Findings[0].Accepted; got != "it is short" {
		t.Errorf("accepted: %q", got)
	}
	if err := r.Allow("/nowhere/allow"); err == nil {
		t.Error("a file that is not there accepts nothing, and is no error")
	}
}

func TestJudge(t *testing.T) {
	r := sample()
	if want := "not green: 2 packages, 1 not green, 1 offloaded"; r.Summary != want {
		t.Errorf("got %q, want %q", r.Summary, want)
	}
	if r.Packages[0].Findings != 3 || r.Packages[0].Verdict != reason.NotGreen || r.Packages[1].Verdict != reason.Offloaded {
		t.Errorf("%+v %+v", r.Packages[0], r.Packages[1])
	}
}
