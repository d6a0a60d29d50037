// Package pollwait has the analyzer of GR1103: waiting for descriptors by hand.
package pollwait

import (
	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/kernelcall"
	"github.com/go-greenify/greenify/rewrite/check/knowledge"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports select, poll and epoll_wait, unless they cannot wait or make
// an event loop.
var Analyzer = reason.PollWait.Analyzer(run, kernelcall.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	for _, c := range pass.ResultOf[kernelcall.Analyzer].(kernelcall.Calls) {
		if !c.Raw && c.Is(knowledge.Polls) && c.Wait != knowledge.Never && !(c.InLoop && eventLoop(c)) {
			reason.PollWait.Report(pass, c.Node, c.What())
		}
	}
	return nil, nil
}

// eventLoop reports whether GR1008 has the call already. Wrappers of x/sys make
// epoll_pwait where the source has EpollWait; select and poll make no event loop.
func eventLoop(c *kernelcall.Call) bool { return c.Is(knowledge.Loops) }
