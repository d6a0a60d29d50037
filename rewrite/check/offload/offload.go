// Package offload has the analyzer of GR1106: functions that leave the hub.
package offload

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/reason"
	"github.com/go-greenify/greenify/rewrite/target"
)

// Analyzer reports functions that are marked with //greenify:offload.
var Analyzer = reason.Offload.Analyzer(run, target.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	marks := pass.ResultOf[target.Analyzer].(*target.Result).Funcs
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && marks[f] == target.Offload {
				reason.Offload.Report(pass, f.Name, f.Name.Name+" leaves the hub while it runs")
			}
		}
	}
	return nil, nil
}
