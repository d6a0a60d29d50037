// Package rawsyscall has the analyzer of GR1001: raw system calls that can wait.
package rawsyscall

import (
	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/kernelcall"
	"github.com/go-greenify/greenify/rewrite/check/knowledge"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports raw system calls whose number is known to be one that can wait.
var Analyzer = reason.RawSyscall.Analyzer(run, kernelcall.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	for _, c := range pass.ResultOf[kernelcall.Analyzer].(kernelcall.Calls) {
		if c.Raw && c.Known && c.Wait != knowledge.Never {
			reason.RawSyscall.Report(pass, c.Node, c.What())
		}
	}
	return nil, nil
}
