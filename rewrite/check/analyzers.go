package check

import (
	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/asmkernel"
	"github.com/go-greenify/greenify/rewrite/check/cgocall"
	"github.com/go-greenify/greenify/rewrite/check/cgocallback"
	"github.com/go-greenify/greenify/rewrite/check/cgopragma"
	"github.com/go-greenify/greenify/rewrite/check/directive"
	"github.com/go-greenify/greenify/rewrite/check/eventloop"
	"github.com/go-greenify/greenify/rewrite/check/lockthread"
	"github.com/go-greenify/greenify/rewrite/check/mmapio"
	"github.com/go-greenify/greenify/rewrite/check/nosplitloop"
	"github.com/go-greenify/greenify/rewrite/check/offload"
	"github.com/go-greenify/greenify/rewrite/check/pluginopen"
	"github.com/go-greenify/greenify/rewrite/check/pollwait"
	"github.com/go-greenify/greenify/rewrite/check/rawnumber"
	"github.com/go-greenify/greenify/rewrite/check/rawoffload"
	"github.com/go-greenify/greenify/rewrite/check/rawsyscall"
	"github.com/go-greenify/greenify/rewrite/check/schedlink"
	"github.com/go-greenify/greenify/rewrite/check/spin"
	"github.com/go-greenify/greenify/rewrite/check/syscalls"
	"github.com/go-greenify/greenify/rewrite/check/tuning"
	"github.com/go-greenify/greenify/rewrite/check/variants"
)

// Analyzers are the analyzers in the order of their IDs.
var Analyzers = []*analysis.Analyzer{
	rawsyscall.Analyzer,
	rawnumber.Analyzer,
	asmkernel.Analyzer,
	schedlink.Analyzer,
	spin.Analyzer,
	nosplitloop.Analyzer,
	pluginopen.Analyzer,
	eventloop.Analyzer,
	mmapio.Analyzer,
	directive.Analyzer,
	syscalls.Analyzer,
	cgocall.Analyzer,
	pollwait.Analyzer,
	cgocallback.Analyzer,
	rawoffload.Analyzer,
	offload.Analyzer,
	lockthread.Analyzer,
	cgopragma.Analyzer,
	tuning.Analyzer,
	variants.Analyzer,
}
