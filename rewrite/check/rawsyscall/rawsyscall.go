// Package rawsyscall has the analyzer of GR1001: raw system calls that can wait,
// and that a green build leaves as they are.
package rawsyscall

import (
	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/reason"
	"github.com/go-greenify/greenify/rewrite/target"
)

// Analyzer reports raw system calls whose number is known to be one that can wait,
// with the reason why they stay raw.
var Analyzer = reason.RawSyscall.Analyzer(run, target.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	for _, s := range pass.ResultOf[target.Analyzer].(*target.Result).Raw {
		if s.Name == nil {
			reason.RawSyscall.Report(pass, s.Call.Node, s.Call.What()+", "+s.Stays)
		}
	}
	return nil, nil
}
