// Package tuning has the analyzer of GR1302: settings of the scheduler.
package tuning

import (
	"go/ast"
	"go/constant"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports calls of runtime.GOMAXPROCS that set it, and of
// debug.SetMaxThreads. GOMAXPROCS(0) and less only ask.
var Analyzer = reason.Tuning.Analyzer(run, inspect.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for n := range in.PreorderSeq((*ast.CallExpr)(nil)) {
		call := n.(*ast.CallExpr)
		fn := typeutil.StaticCallee(pass.TypesInfo, call)
		if fn == nil || len(call.Args) != 1 {
			continue
		}
		switch fn.FullName() {
		case "runtime.GOMAXPROCS":
			if v := pass.TypesInfo.Types[call.Args[0]].Value; v != nil && constant.Sign(v) <= 0 {
				continue
			}
		case "runtime/debug.SetMaxThreads":
		default:
			continue
		}
		reason.Tuning.Report(pass, call, "sets "+fn.Name())
	}
	return nil, nil
}
