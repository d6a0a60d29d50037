package check

import (
	"fmt"
	"strings"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Schema names the form of a Report in JSON. The number changes when a field
// goes away or changes its meaning; new fields may come at any time. It is written
// down in docs/check.schema.json.
const Schema = "greenify.check/1"

// A Report is what check has to say about a program. For the same program and the
// same greenify it is the same to the byte, on each machine, so that it can be
// committed.
type Report struct {
	Schema   string       `json:"schema"`
	Go       string       `json:"go"`     // the release that builds the program
	Target   string       `json:"target"` // "linux/amd64"
	Patterns []string     `json:"patterns"`
	Tests    bool         `json:"tests"`   // the tests of the packages decide what is reached
	Verdict  reason.Class `json:"verdict"` // the worst of the packages, accepted findings aside
	Summary  string       `json:"summary"` // in one line
	// Unreached counts the findings in functions that the program cannot reach.
	Unreached int `json:"unreached"`
	// Incomplete is set if some package did not load: then each function
	// counts as reached, and findings have no paths.
	Incomplete bool       `json:"incomplete,omitempty"`
	Std        int        `json:"std"` // packages of the standard library, which are green
	Packages   []*Package `json:"packages"`
	Findings   []*Finding `json:"findings"`
}

// A Package is one that the program links, the standard library aside.
type Package struct {
	Path     string       `json:"path"`
	Module   string       `json:"module,omitempty"` // "path@version"; without a version for the main module
	Verdict  reason.Class `json:"verdict"`
	Named    bool         `json:"named,omitempty"`   // by the command line
	Findings int          `json:"findings"`          // notes aside
	Imports  []string     `json:"imports,omitempty"` // those that are in the report
}

// A Finding is a place in a package, or something about it as a whole.
type Finding struct {
	ID       string       `json:"id"`
	Class    reason.Class `json:"class"`
	Package  string       `json:"package"`
	Function string       `json:"function,omitempty"`
	// File is relative to the directory of the command, with slashes; for
	// another module it begins with "path@version/".
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
	Source  string `json:"source,omitempty"` // the line, without white space around it
	// Path leads from where the program begins to the function.
	Path []Frame `json:"path,omitempty"`
	// Accepted is the comment of the line that accepts the finding, or "yes".
	Accepted string `json:"accepted,omitempty"`
}

// A Frame is a function on a path, and the place in the frame before where it is
// called.
type Frame struct {
	Function string `json:"function"`
	Package  string `json:"package,omitempty"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
}

// Position is the place of f as compilers write it.
func (f *Finding) Position() string {
	if f.File == "" {
		return f.Package
	}
	return fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column)
}

// judge sets the verdicts and the summary from the findings.
func (r *Report) judge() {
	worst := make(map[string]reason.Class)
	count := make(map[string]int)
	for _, f := range r.Findings {
		if f.Class > reason.Green {
			count[f.Package]++
		}
		if f.Accepted == "" {
			worst[f.Package] = max(worst[f.Package], f.Class)
		}
	}
	r.Verdict = reason.Green
	var each [reason.Unknown + 1]int
	for _, p := range r.Packages {
		p.Verdict, p.Findings = worst[p.Path], count[p.Path]
		r.Verdict = max(r.Verdict, p.Verdict)
		each[p.Verdict]++
	}
	var parts []string
	for c := reason.Unknown; c >= reason.Green; c-- {
		if each[c] > 0 {
			parts = append(parts, fmt.Sprintf("%d %v", each[c], c))
		}
	}
	noun := "packages"
	if len(r.Packages) == 1 {
		noun = "package"
	}
	r.Summary = fmt.Sprintf("%v: %d %s, %s", r.Verdict, len(r.Packages), noun, strings.Join(parts, ", "))
}
