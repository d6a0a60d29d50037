// Command io compares servers: what a request costs in a green build, in a stock build
// of the same source, and in the green build with GREENRT=off=1; how much memory an
// idle connection takes; and how late answers are under a given rate of requests.
//
//	make bench-io                                     print the tables
//	go run ./integration/io -rows=echo64 -write       keep one row in docs/performance.md
//	go run ./integration/io -groups=0                 only count system calls
//
// The server has one core and the load another, together with the databases of row db.
// Runs are paired as package pairs says. Most rows show the median of the ratios of the
// server's processor time per request, which is less at the mercy of a busy machine than
// requests per second are. System calls are counted by perf's tracepoints in runs of
// their own. strace would not do: it slows the server so much that data has always
// arrived when it reads again.
//
// All rows take an hour, in which a machine may change, so each is measured and kept by
// itself: -write replaces all lines of the rows that were measured, as soon as a row is
// complete, and keeps those of the others. Table "runs" says when each was measured,
// where, and how. A row has all its pairs from one run, never from several.
//
// Row db needs PostgreSQL and Redis, which integration/realservices/install.sh installs;
// the rows of idle connections need as many descriptors in one process.
//
// These are no tests: a missed target is printed and the exit code stays 0.
package main

import (
	"flag"
	"fmt"
	"time"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

var (
	groups  = flag.Int("groups", 8, "groups of A B C C B A per row; two pairs each; 0 only counts")
	layouts = figures.Layouts(4)
	length  = flag.Duration("time", 5*time.Second, "length of a run")
	counted = flag.Duration("count", 2*time.Second, "length of a run that counts system calls; 0 for none")
	memory  = flag.Int("memory", 2, "groups per row about memory, which varies little")
	idle    = flag.Int("idle", 50_000, "idle connections")
	only    = figures.Rows("names of rows")
	others  = flag.Bool("peers", true, "measure gnet, fasthttp and gevent as well")
	keep    = figures.Keep("the rows that are measured")
)

func main() { figures.Main("io", measure) }

func measure(site figures.Site) (err error) {
	rows, err := wanted(*only)
	if err != nil {
		return err
	}
	// What cannot be kept or measured is found out before an hour of work.
	var kept report
	if *keep {
		if kept, err = readReport(site.File()); err != nil {
			return err
		}
	}
	b := &bench{dir: site.Dir, programs: make(map[string][]pairs.Build)}
	defer func() {
		if err2 := b.stop(); err == nil {
			err = err2
		}
	}()
	if err := b.prepare(site.Root, rows); err != nil {
		return err
	}

	var all report
	for _, r := range rows {
		load := figures.Load()
		if *groups > 0 {
			if err := r.measure(b, r, &all); err != nil {
				return err
			}
		}
		if *counted > 0 && !r.uncounted {
			if err := b.count(r, &all); err != nil {
				return err
			}
		}
		all.add(runs, r, "%s | %s | %s | %s; then %s", time.Now().Format(time.DateOnly), settings(r), figures.Machine(), load, figures.Load())
		if *keep {
			kept.take(&all, r)
			if err := figures.Write(site.File(), target, kept.String()); err != nil {
				return err
			}
		}
	}
	fmt.Print("\n", all.String())
	return nil
}

// settings says how the row was measured.
func settings(r *row) string {
	if r.idle {
		return fmt.Sprintf("%d pairs, %d orders of linking", 2**memory, min(*memory, *layouts))
	}
	return fmt.Sprintf("%d pairs of %v, %d orders of linking; counts: %v", 2**groups, *length, min(*groups, *layouts), *counted)
}
