package rewrite

import (
	"fmt"
	"strings"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// A ShapeError says that a standard library does not look as a rule expects.
type ShapeError struct {
	Release string // of the standard library, as in "go1.26.9"
	Pkg     string
	Func    string // empty if Type is set
	Type    string // empty if Func is set
	Find    string // empty if it was the function or type itself that was looked for
	Count   int    // how often it was found instead of once
	Why     string // what the rule is for
}

// Error says in one line what was looked for, where, and which Go to use instead.
func (e *ShapeError) Error() string {
	place := "function " + e.Func
	if e.Func == "" {
		place = "type " + e.Type
	}
	what := "exactly one definition"
	if e.Find != "" {
		what = fmt.Sprintf("exactly one `%s`", oneLine(e.Find))
	}
	next := fmt.Sprintf("use GOTOOLCHAIN=%s or a newer greenify", patch.Tested)
	if e.Release == patch.Tested {
		// The user already has the Go that the rules were tested with.
		next = "this tree was edited or the rule is wrong: report it to greenify"
	}
	return fmt.Sprintf("%s: package %s, %s: expected %s, found %d; greenify's rules were written for %s.x before this change: %s",
		e.Release, e.Pkg, place, what, e.Count, patch.Release, next)
}

// oneLine folds source to one line, as an error message wants it.
func oneLine(src string) string {
	var parts []string
	for line := range strings.Lines(src) {
		if line = strings.TrimSpace(line); line != "" {
			parts = append(parts, line)
		}
	}
	return strings.Join(parts, "; ")
}

// shapeError is the ShapeError of r.
func shapeError(version string, r *patch.Rule, find string, count int) *ShapeError {
	return &ShapeError{
		Release: version, Pkg: r.Pkg, Func: r.Func, Type: r.Type,
		Find: find, Count: count, Why: r.Why,
	}
}

// ruleName names a rule in errors that are the rule author's business.
func ruleName(r *patch.Rule) string {
	if r.Func == "" {
		return fmt.Sprintf("rule for package %s, type %s", r.Pkg, r.Type)
	}
	return fmt.Sprintf("rule for package %s, function %s", r.Pkg, r.Func)
}
