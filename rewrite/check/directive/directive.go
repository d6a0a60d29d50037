// Package directive has the analyzer of GR1010: directives that cannot be followed.
package directive

import (
	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/reason"
	"github.com/go-greenify/greenify/rewrite/target"
)

// Analyzer reports comments that begin with //greenify: and are no directive, or
// stand where it means nothing.
var Analyzer = reason.Directive.Analyzer(run, target.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	for _, p := range pass.ResultOf[target.Analyzer].(*target.Result).Problems {
		reason.Directive.Report(pass, p.Comment, p.Message)
	}
	return nil, nil
}
