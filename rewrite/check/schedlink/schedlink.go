// Package schedlink has the analyzer of GR1004: linknames into the scheduler.
package schedlink

import (
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/knowledge"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports linkname directives, of the linkname family, whose other end is
// a function of the scheduler, the poller or sync: both those that reach for such a
// function and those that would replace it. Clocks, hashes and memory are not
// reported.
var Analyzer = reason.SchedLink.Analyzer(run)

func run(pass *analysis.Pass) (any, error) {
	for _, file := range pass.Files {
		for _, group := range file.Comments {
			for _, c := range group.List {
				// go:linknamestd is what later releases call it inside std.
				f := strings.Fields(c.Text)
				if len(f) != 3 || f[0] != "//go:linkname" && f[0] != "//go:linknamestd" {
					continue
				}
				if knowledge.Linked(f[2]) {
					reason.SchedLink.Report(pass, c, "linkname of "+f[1]+" to "+f[2])
				}
			}
		}
	}
	return nil, nil
}
