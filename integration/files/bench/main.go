// Command bench compares what work on files costs: in a stock build, in a green build of
// the same source in which calls that block leave the hub (GREENRT=files=thread), and
// with GREENRT=files=uring.
//
//	make bench-files                       print the table
//	go run ./integration/files/bench -write    and keep it in docs/performance.md
//
// The runs go in groups of stock, thread, uring, uring, thread, stock; only numbers of one
// group are divided by one another, and a row shows the medians of the ratios. The files
// are in -dir, which should be on a disk: what a read costs that has to wait is mostly
// the disk's driver. Processor time counts all threads of the process, the kernel's for
// io_uring included, but not what interrupts and the kernel's own threads use.
//
// These are no tests: there are no targets, and the exit code is 0 if all could be
// measured.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

var (
	groups = flag.Int("groups", 5, "groups of six runs per row; two pairs each")
	length = flag.Duration("time", time.Second, "length of a run")
	where  = flag.String("dir", "", "`directory` for the files, 512 MB (default: one for temporary files)")
	only   = figures.Rows("kinds of work")
	keep   = figures.Keep("the table")
)

// A row is one kind of work (see ../work).
type row struct {
	kind       string
	what       string
	size       int
	goroutines int
}

var table = []row{
	{"cached", "ReadAt of 4 KB in the page cache", 4 << 10, 1},
	{"cached", "", 4 << 10, 16},
	{"cached", "", 4 << 10, 200},
	{"cold", "ReadAt of 4 KB that is not", 4 << 10, 1},
	{"cold", "", 4 << 10, 4},
	{"cold", "", 4 << 10, 16},
	{"cold", "of 64 KB", 64 << 10, 1},
	{"cold", "", 64 << 10, 16},
	{"append", "Write of 4 KB to the page cache", 4 << 10, 16},
	{"fsync", "WriteAt of 4 KB and Sync", 4 << 10, 1},
	{"fsync", "", 4 << 10, 16},
}

// A way is a build and its setting.
type way struct {
	kind    pairs.Kind
	setting string
}

// ways are in the order of the first half of a group. The second is the other way round.
var ways = [...]way{{pairs.Stock, ""}, {pairs.Green, "files=thread"}, {pairs.Green, "files=uring"}}

const (
	stock = iota
	thread
	uring
)

func main() { figures.Main("bench", measure) }

func measure(site figures.Site) (err error) {
	chosen, err := figures.Choose(table, *only, func(r row) string { return r.kind })
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(*where, "bench-files")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	builds, err := pairs.BuildAll(site.Root, site.Dir, "./integration/files/work", 1)
	if err != nil {
		return err
	}
	var out figures.Table
	out.Add("%s", figures.About())
	out.Add("\n`make bench-files FILES=\"-groups=%d -time=%v\"`: processor time of one operation; medians of %d pairs, quartiles in brackets. Late is how late a goroutine was that sleeps for a millisecond at a time, in ms: 99th percentile, for stock, thread and uring.\n\n",
		*groups, *length, 2**groups)
	out.Add("| work | goroutines | stock | thread | uring | stock / thread | thread / uring | noise | operations/s | late |\n|---|---|---|---|---|---|---|---|---|---|\n")
	what := ""
	for _, r := range table {
		if r.what != "" {
			what = r.what
		}
		if !slices.Contains(chosen, r) {
			continue
		}
		line, err := r.measure(builds[0], dir)
		if err != nil {
			return err
		}
		out.Add("| %s | %d | %s |\n", what, r.goroutines, line)
	}
	return out.End(site, "bench-files", *keep)
}

// measure runs the groups of a row and returns the end of its line.
func (r *row) measure(b pairs.Build, dir string) (string, error) {
	var cpu, rate, late [len(ways)][]float64
	for range *groups {
		for i := range 2 * len(ways) {
			w := i
			if i >= len(ways) {
				w = 2*len(ways) - 1 - i
			}
			v, err := r.once(b, ways[w], dir)
			if err != nil {
				return "", err
			}
			cpu[w] = append(cpu[w], v["cpu"]/v["ops"]*1e6)
			rate[w] = append(rate[w], v["ops"]/v["seconds"])
			late[w] = append(late[w], v["late"])
		}
	}
	// The two runs of a group are the neighbours of one pair and the ends of another.
	ratio := func(a, b int) pairs.Spread {
		var q []float64
		for i := range cpu[a] {
			q = append(q, cpu[a][i]/cpu[b][i])
		}
		return pairs.Quartiles(q)
	}
	var noise []float64
	for i := 0; i+1 < len(cpu[stock]); i += 2 {
		noise = append(noise, cpu[stock][i]/cpu[stock][i+1])
	}
	each := func(x *[len(ways)][]float64, format string) string {
		var s []string
		for w := range ways {
			s = append(s, fmt.Sprintf(format, pairs.Quartiles(x[w]).Median))
		}
		return strings.Join(s, ", ")
	}
	return fmt.Sprintf("%s | %s | %s | %s | %s | %s",
		strings.ReplaceAll(each(&cpu, "%.2f us"), ", ", " | "),
		ratio(stock, thread), ratio(thread, uring), pairs.Quartiles(noise), each(&rate, "%.0f"), each(&late, "%.2f")), nil
}

// once runs the program once.
func (r *row) once(b pairs.Build, w way, dir string) (map[string]float64, error) {
	args := []string{b.Program(w.kind), "-kind=" + r.kind, fmt.Sprint("-size=", r.size), fmt.Sprint("-goroutines=", r.goroutines), fmt.Sprint("-time=", *length), "-dir=" + dir}
	values, err := pairs.Run([]string{"GREENRT=" + w.setting}, args...)
	if err != nil {
		return nil, err
	}
	if values["ops"] == 0 {
		return nil, fmt.Errorf("%v: nothing was done", args)
	}
	return values, nil
}
