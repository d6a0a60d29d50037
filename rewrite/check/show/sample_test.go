package show

import (
	"github.com/go-greenify/greenify/rewrite/check"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// hostile is a name that would end what it stands in, if it were not escaped.
const hostile = `</script><img src=x onerror=alert(1)>"'&{{.}}`

// sample is a report with everything in it that a report can have.
func sample() *check.Report {
	path := []check.Frame{
		{Function: "example.com/a.main", Package: "example.com/a"},
		{Function: "example.com/b." + hostile, Package: "example.com/b", File: "main.go", Line: 7},
	}
	return &check.Report{
		Schema: check.Schema, Go: "go1.26.8", Target: "linux/amd64", Patterns: []string{".", hostile},
		Verdict: reason.NotGreen, Summary: "not green: 6 packages", Unreached: 2, Incomplete: true, Std: 50,
		Packages: []*check.Package{
			{Path: "example.com/a", Module: "example.com/a", Verdict: reason.Green, Named: true, Findings: 1, Imports: []string{"example.com/b", "example.com/c", "example.com/d"}},
			{Path: "example.com/b", Module: "example.com/b@v1.2.3", Verdict: reason.NotGreen, Findings: 1, Imports: []string{"example.com/c"}},
			{Path: "example.com/c", Verdict: reason.Offloaded, Findings: 1},
			{Path: "example.com/d", Verdict: reason.ThreadBound, Findings: 1},
			{Path: "example.com/e", Verdict: reason.Unknown, Findings: 1},
			{Path: "example.com/f" + hostile, Verdict: reason.Green},
		},
		Findings: []*check.Finding{
			{ID: "GR1302", Class: reason.Green, Package: "example.com/a", File: "main.go", Line: 3, Column: 2, Message: "sets GOMAXPROCS [GR1302]"},
			{ID: "GR1001", Class: reason.NotGreen, Package: "example.com/b", Function: "example.com/b." + hostile, File: "example.com/b@v1.2.3/b file.go", Line: 12, Column: 4, Message: hostile + " [GR1001]", Source: hostile, Path: path},
			{ID: "GR1101", Class: reason.Offloaded, Package: "example.com/c", Function: "example.com/c.F", File: "c.go", Line: 1, Column: 1, Message: "flock [GR1101]", Accepted: "it is ours"},
			{ID: "GR1201", Class: reason.ThreadBound, Package: "example.com/d", Function: "example.com/d.F", File: "d.go", Line: 1, Column: 1, Message: "locks [GR1201]"},
			{ID: "GR1902", Class: reason.Unknown, Package: "example.com/e", Message: "e.go:1:1: bad [GR1902]"},
		},
	}
}
