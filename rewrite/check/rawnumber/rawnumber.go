// Package rawnumber has the analyzer of GR1002: raw system calls of which the
// source does not tell which they are.
package rawnumber

import (
	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/kernelcall"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports raw system calls with a number that is not constant, or that
// linux/amd64 does not have, and raw entries that are used as values.
var Analyzer = reason.RawNumber.Analyzer(run, kernelcall.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	for _, c := range pass.ResultOf[kernelcall.Analyzer].(kernelcall.Calls) {
		if c.Raw && !c.Known {
			reason.RawNumber.Report(pass, c.Node, c.What()+" with a number that is not known")
		}
	}
	return nil, nil
}
