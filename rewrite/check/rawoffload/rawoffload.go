// Package rawoffload has the analyzer of GR1105: raw system calls that a green
// build makes leave the hub.
package rawoffload

import (
	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/reason"
	"github.com/go-greenify/greenify/rewrite/target"
)

// Analyzer reports raw system calls that are changed.
var Analyzer = reason.RawOffload.Analyzer(run, target.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	for _, s := range pass.ResultOf[target.Analyzer].(*target.Result).Raw {
		if s.Name != nil {
			reason.RawOffload.Report(pass, s.Call.Node, s.Call.What()+", and leaves the hub")
		}
	}
	return nil, nil
}
