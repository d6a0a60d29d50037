// Package eventloop has the analyzer of GR1008: loops around epoll or io_uring.
//
// kqueue is not looked for: greenify builds for linux, where it does not compile.
package eventloop

import (
	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/kernelcall"
	"github.com/go-greenify/greenify/rewrite/check/knowledge"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports calls that wait for events of many descriptors in a loop, and
// the making of an io_uring, which serves for nothing else.
var Analyzer = reason.EventLoop.Analyzer(run, kernelcall.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	for _, c := range pass.ResultOf[kernelcall.Analyzer].(kernelcall.Calls) {
		switch {
		case c.Is(func(name string) bool { return name == "io_uring_setup" }):
			reason.EventLoop.Report(pass, c.Node, "makes an io_uring of its own")
		case c.InLoop && c.Is(knowledge.Loops) && c.Wait != knowledge.Never:
			reason.EventLoop.Report(pass, c.Node, "event loop around "+c.Names[0])
		}
	}
	return nil, nil
}
