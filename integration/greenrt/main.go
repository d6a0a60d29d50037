// Command greenrt compares package greenrt with gevent, and with what Go has for the same
// purposes.
//
//	make bench-greenrt                          print the table
//	go run ./integration/greenrt -write         and keep it in docs/performance.md
//
// It builds the program in probe twice, and runs in groups of gevent, stock, green, green,
// stock, gevent, so that a machine that becomes slower or faster meanwhile does so for
// all alike; only numbers of one group are divided by each other, the neighbours and the
// outer ones. A process of the probe times greenrt's operation and Go's own in turn,
// one of peers.py gevent's. gevent is Debian's python3-gevent.
//
// GOMAXPROCS is 1, as gevent has one thread, and the numbers are the least processor time
// of some batches, which a busy machine hardly changes.
//
// These are no tests: a missed target is printed and the exit code stays 0.
package main

import (
	"flag"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

var (
	groups  = flag.Int("groups", 8, "groups per row; two pairs each")
	layouts = figures.Layouts(4)
	rows    = figures.Rows("operations")
	keep    = figures.Keep("the table")
)

// python is Debian's own, which has Debian's packages; but in a test, which has no gevent.
var python = "/usr/bin/python3"

func main() { figures.Main("greenrt", measure) }

func measure(site figures.Site) error {
	chosen, err := figures.Choose(table, *rows, func(r row) string { return r.op })
	if err != nil {
		return err
	}
	version, err := exec.Command(python, "-c", "import gevent, platform; print('gevent', gevent.__version__ + ', CPython', platform.python_version())").Output()
	if err != nil {
		return fmt.Errorf("looking for gevent, of Debian's package python3-gevent: %w", err)
	}
	b := bench{script: filepath.Join(site.Root, "integration", "greenrt", "peers.py")}
	if b.builds, err = pairs.BuildAll(site.Root, site.Dir, "./integration/greenrt/probe", *layouts); err != nil {
		return err
	}
	var out figures.Table
	out.Add("%s%s.\n\n`make bench-greenrt GREENRT_BENCH=\"-groups=%d -layouts=%d\"`: medians of %d runs each, ratios of as many pairs with quartiles in brackets. ",
		figures.About(), strings.TrimSpace(string(version)), *groups, *layouts, 2**groups)
	out.Add("Times are processor time of one operation, with GOMAXPROCS=1.\n\n%s", header)
	if err := figures.AddRows(&out, chosen, b.measure); err != nil {
		return err
	}
	return out.End(site, "bench-greenrt", *keep)
}
