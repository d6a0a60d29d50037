package check

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

const every = "testdata/every"

// Each reason has its place in testdata/every, and a twin that is not reached.
func TestEvery(t *testing.T) {
	r := run(t, every, ".")
	want := "GR1001 GR1002 GR1003 GR1004 GR1005 GR1006 GR1007 GR1009 GR1010 GR1101 GR1103 GR1105 GR1106 GR1201 GR1302 GR1901"
	if got := r.ids("example.com/every"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := r.ids("example.com/every/lib"); got != "GR1008" {
		t.Errorf("lib: got %s", got)
	}
	if r.Verdict != reason.NotGreen || r.Unreached != 4 || r.Incomplete {
		t.Errorf("%v, %d not reached, incomplete %v", r.Verdict, r.Unreached, r.Incomplete)
	}
	for _, f := range r.Findings {
		if strings.Contains(f.Function, "dead") || strings.Contains(f.Function, "Dead") {
			t.Errorf("%s in %s is not reached", f.ID, f.Function)
		}
	}
}

func TestEveryCgo(t *testing.T) {
	needCgo(t)
	r := run(t, every, "./cg")
	if got, want := r.ids("example.com/every/cg"), "GR1102 GR1104 GR1201 GR1301"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if r.Verdict != reason.ThreadBound || r.Unreached != 1 {
		t.Errorf("%v, %d not reached", r.Verdict, r.Unreached)
	}
	// What cgo made of the file is not what people have.
	for _, f := range r.Findings {
		if f.File != "cg/cg.go" || f.Source == "" {
			t.Errorf("%s: %s", f.ID, f.File)
		}
	}
}

// A package that does not type-check is unknown, in the compiler's words, and so
// is what imports it; the others are looked at, without a call graph.
func TestEveryBroken(t *testing.T) {
	r := run(t, every, "./behind")
	for pkg, want := range map[string]string{
		"example.com/every/broken": "unknown", "example.com/every/behind": "unknown", "example.com/every/lib": "not green",
	} {
		if got := r.verdict(t, pkg); got != want {
			t.Errorf("%s: %s, want %s", pkg, got, want)
		}
	}
	if !r.Incomplete || r.ids("example.com/every/lib") != "GR1008" {
		t.Errorf("incomplete %v, lib has %s", r.Incomplete, r.ids("example.com/every/lib"))
	}
	i := slices.IndexFunc(r.Findings, func(f *Finding) bool { return f.ID == "GR1902" })
	if i < 0 || !strings.Contains(r.Findings[i].Message, "broken.go:6:12: undefined: undefined") {
		t.Errorf("the compiler's text is missing: %+v", r.Findings)
	}
}

// Without any one of the analyzers the tests above fail: its ID is not found.
func TestEachAnalyzerIsNeeded(t *testing.T) {
	patterns := []string{".", "./cg"}
	needCgo(t)
	cfg, tc := config(t, every)
	prog, err := load(t.Context(), cfg, tc, &Options{Patterns: patterns})
	if err != nil {
		t.Fatal(err)
	}
	found := func(list []*analysis.Analyzer) map[string]bool {
		hits, err := analyze(prog, list)
		if err != nil {
			t.Fatal(err)
		}
		ids := make(map[string]bool)
		for _, h := range hits {
			ids[h.reason.ID] = true
		}
		return ids
	}
	all := found(Analyzers)
	n := 0
	for _, r := range reason.All {
		if r.Name == "" {
			continue // the loader's
		}
		n++
		i := slices.IndexFunc(Analyzers, func(a *analysis.Analyzer) bool { return a.Name == r.Name })
		if i < 0 {
			t.Errorf("%s: no analyzer %s", r.ID, r.Name)
			continue
		}
		without := found(slices.Concat(Analyzers[:i], Analyzers[i+1:]))
		if !all[r.ID] || without[r.ID] || len(without) != len(all)-1 {
			t.Errorf("%s: found %v with its analyzer and %v without; %d reasons in all, %d without", r.ID, all[r.ID], without[r.ID], len(all), len(without))
		}
	}
	if n != len(Analyzers) {
		t.Errorf("%d analyzers for %d reasons", len(Analyzers), n)
	}
}
