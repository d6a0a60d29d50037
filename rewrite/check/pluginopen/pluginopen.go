// Package pluginopen has the analyzer of GR1007: plugins.
package pluginopen

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/go-greenify/greenify/rewrite/check/reason"
	"github.com/go-greenify/greenify/rewrite/check/use"
)

// Analyzer reports uses of plugin.Open.
var Analyzer = reason.PluginOpen.Analyzer(run, inspect.Analyzer)

func run(pass *analysis.Pass) (any, error) {
	for id := range use.Of(pass, "plugin.Open") {
		reason.PluginOpen.Report(pass, id, "opens a plugin")
	}
	return nil, nil
}
