// Command bench compares a green build with a stock one.
//
//	make bench                                print the table
//	go run ./integration/bench -write         and keep it in docs/performance.md
//
// It builds the program in probe twice and runs it in short processes, in groups as
// package pairs says. The table shows the median of the ratios with its quartiles,
// and the noise. Several binaries of each build are linked in different random
// orders, and each group takes the next ones.
//
// With GOMAXPROCS=1 the numbers are the least processor time of some batches,
// which a busy machine hardly changes; with the default it is the median of the time
// passed, since there the time in which nothing runs is part of what is measured.
//
// These are no tests: a missed target is printed and the exit code stays 0.
package main

import (
	"flag"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

var (
	groups  = flag.Int("groups", 16, "groups of A B C C B A per row; two pairs each")
	layouts = figures.Layouts(8)
	memory  = flag.Int("memory", 2, "groups per row about memory, which varies little")
	rows    = figures.Rows("operations")
	keep    = figures.Keep("the table")
)

func main() { figures.Main("bench", measure) }

func measure(site figures.Site) error {
	chosen, err := figures.Choose(table, *rows, func(r row) string { return r.op })
	if err != nil {
		return err
	}
	builds, err := pairs.BuildAll(site.Root, site.Dir, "./integration/bench/probe", *layouts)
	if err != nil {
		return err
	}

	var out figures.Table
	out.Add("%s", figures.About())
	// What one must know to judge the table, and to make it again.
	out.Add("\n`make bench BENCH=\"-groups=%d -layouts=%d\"`: medians of %d pairs over %d orders of linking, quartiles in brackets. Times are of one operation.\n\n",
		*groups, *layouts, 2**groups, *layouts)
	out.Add("%s", header)
	if err := figures.AddRows(&out, chosen, func(r row) (string, error) { return r.measure(builds) }); err != nil {
		return err
	}
	return out.End(site, "bench", *keep)
}
