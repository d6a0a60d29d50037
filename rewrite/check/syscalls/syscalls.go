// Package syscalls has the analyzer of GR1101: system calls that wait and say so
// to the scheduler.
package syscalls

import (
	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/kernelcall"
	"github.com/go-greenify/greenify/rewrite/check/knowledge"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports calls that wait for a descriptor, for time, a child or a lock.
// Calls that can wait for a disk only are not worth a word: every program has
// them. Polling has a reason of its own.
var Analyzer = reason.Syscalls.Analyzer(run, kernelcall.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	for _, c := range pass.ResultOf[kernelcall.Analyzer].(kernelcall.Calls) {
		switch {
		case c.Raw || c.Is(knowledge.Polls) || c.Is(knowledge.Loops) && c.InLoop:
		case !c.Known:
			reason.Syscalls.Report(pass, c.Node, c.What()+" with a number that is not known")
		case c.Wait >= knowledge.Descriptor:
			reason.Syscalls.Report(pass, c.Node, c.What())
		}
	}
	return nil, nil
}
