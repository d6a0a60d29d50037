// Command watched measures what greenrt/monitor costs when it is on.
//
//	make bench-monitor                          print the table
//	make bench-monitor MONITOR=-write           and keep it in docs/performance.md
//
// It is one process, built green, that runs batches of an operation with the monitor
// off, on, on, off, so that a machine that changes does so for both, and code lies where it
// lies for both. Times are processor time of all threads, which a busy machine hardly
// changes. The table has the median of the ratios of neighbours, its quartiles, and
// the noise, which is how far the first batch of four is from the last; and the ratio of the
// tenths of all batches that were fastest, which others' work on the machine disturbs least. What it costs
// when it is off is for make bench to show, on either side of a change.
package main

import (
	"errors"
	"flag"
	"log/slog"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/monitor"
	"github.com/go-greenify/greenify/integration/internal/batch"
	"github.com/go-greenify/greenify/integration/internal/figures"
)

var (
	groups = flag.Int("groups", 150, "groups of off, on, on, off for each operation")
	keep   = figures.Keep("the table")
	length = flag.Duration("batch", 20*time.Millisecond, "length of a batch, about")
)

func main() { figures.Main("watched", measure) }

func measure(site figures.Site) error {
	if !greenrt.Enabled() {
		return errors.New("not green: use make bench-monitor")
	}
	var out figures.Table
	out.Add("%s", figures.About())
	out.Add("\n`make bench-monitor MONITOR=-groups=%d`: medians of %d pairs, quartiles in brackets; target: at most 2 %% more.\n\n", *groups, 2**groups)
	out.Add("| what | off | on / off | noise | on / off, the fastest tenth |\n|---|---|---|---|---|\n")
	if err := figures.AddRows(&out, rows, row.measure); err != nil {
		return err
	}
	return out.End(site, "bench-monitor", *keep)
}

// measure runs the groups of the row and returns its line.
func (r row) measure() (string, error) {
	timer := batch.New(r.do, *length)
	var s samples
	for range *groups {
		var took [4]float64
		for i := range took {
			var err error
			if took[i], err = once(timer, i == 1 || i == 2); err != nil {
				return "", err
			}
		}
		s.add(took)
	}
	return s.line(r.name), nil
}

// once times a batch with the monitor on or off, and returns the ns of one operation.
func once(timer *batch.Timer, on bool) (float64, error) {
	if on {
		stop, err := monitor.Start(monitor.Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			return 0, err
		}
		defer stop()
	}
	return timer.Sample(), nil
}
