// Package lockthread has the analyzer of GR1201: goroutines locked to a thread.
package lockthread

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/go-greenify/greenify/rewrite/check/reason"
	"github.com/go-greenify/greenify/rewrite/check/use"
)

// Analyzer reports uses of runtime.LockOSThread.
var Analyzer = reason.LockThread.Analyzer(run, inspect.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	for id := range use.Of(pass, "runtime.LockOSThread") {
		reason.LockThread.Report(pass, id, "locks its goroutine to a thread")
	}
	return nil, nil
}
