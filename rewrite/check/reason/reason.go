package reason

import (
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A Reason is a kind of finding.
type Reason struct {
	ID    string // "GR1001"
	Name  string // of the analyzer, and of its directory; empty if the loader reports it
	Title string // a noun phrase in lower case
	Why   string // what happens in a green program
	Fix   string // what to do about it
	Class Class  // what one such finding makes of its package
	// Local says that the harm is done by whoever runs the code, so that code which
	// runs off the hub does none.
	Local bool
	Since string // the release of greenify that had it first
}

// Message is how a finding of this reason reads: what was found there, and its ID.
func (r *Reason) Message(what string) string { return what + " [" + r.ID + "]" }

// Report reports a finding. Its category is the ID.
func (r *Reason) Report(pass *analysis.Pass, rng analysis.Range, what string) {
	pass.Report(analysis.Diagnostic{Pos: rng.Pos(), End: rng.End(), Category: r.ID, Message: r.Message(what)})
}

// Analyzer makes the analyzer of r.
func (r *Reason) Analyzer(run func(*analysis.Pass) (any, error), requires ...*analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:     r.Name,
		Doc:      r.Title + "\n\n" + r.Why + "\n\n" + r.Fix,
		URL:      r.URL(),
		Run:      run,
		Requires: requires,
	}
}

// URL is where the documentation has r.
func (r *Reason) URL() string {
	return "https://github.com/go-greenify/greenify/blob/main/docs/check.md#" + strings.ToLower(r.ID)
}

// Find returns the reason with an ID, in either case, or nil.
func Find(id string) *Reason {
	for _, r := range All {
		if strings.EqualFold(r.ID, id) {
			return r
		}
	}
	return nil
}
