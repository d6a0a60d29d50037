// Command io compares servers: what a request costs in a green build, in a stock build
// of the same source, and in the green build with GREENRT=off=1.
//
//	make bench-io                          print the table
//	go run ./integration/io -write         and keep it in docs/performance.md
//	go run ./integration/io -groups=0      only count system calls
//
// The server has one core and the load another. Runs are paired as package pairs says;
// a row shows the median of the ratios of the server's processor time per request,
// which is less at the mercy of a busy machine than requests per second are. System
// calls are counted by perf's tracepoints in runs of their own. strace would not do:
// it slows the server so much that data has always arrived when it reads again.
//
// These are no tests: a missed target is printed and the exit code stays 0.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-greenify/greenify/integration/internal/pairs"
)

var (
	groups  = flag.Int("groups", 8, "groups of A B C C B A per row; two pairs each; 0 only counts")
	layouts = flag.Int("layouts", 4, "binaries of each build, linked in different orders")
	length  = flag.Duration("time", 5*time.Second, "length of a run")
	counted = flag.Duration("count", 2*time.Second, "length of a run that counts system calls; 0 for none")
	only    = flag.String("rows", "", "comma-separated names of rows to measure instead of all")
	others  = flag.Bool("peers", true, "measure gnet, fasthttp and gevent as well")
	update  = flag.Bool("write", false, "keep the table in docs/performance.md")
)

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "io:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "bench-io")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	root, err := pairs.ModuleRoot()
	if err != nil {
		return err
	}
	b := &bench{load: filepath.Join(dir, "load")}
	if b.servers, err = pairs.BuildAll(root, dir, "./integration/io/server", *layouts); err != nil {
		return err
	}
	if err := pairs.Command(root, "go", "build", "-o", b.load, "./integration/io/load"); err != nil {
		return err
	}

	var out strings.Builder
	show := func(text string) {
		fmt.Print(text)
		out.WriteString(text)
	}
	show(pairs.About())
	show(fmt.Sprintf("\n`make bench-io IO=\"-groups=%d -layouts=%d -time=%v\"`: processor time of the server per request, on a core of its own; medians of %d pairs over %d orders of linking, quartiles in brackets.\n\n",
		*groups, *layouts, *length, 2**groups, *layouts))
	if *groups > 0 {
		if *others {
			if b.peers, err = findPeers(root, dir); err != nil {
				return err
			}
		}
		show(header)
		var peers strings.Builder
		for _, r := range table {
			if r.wanted() {
				line, lines, err := b.measure(&r)
				if err != nil {
					return err
				}
				show(line)
				peers.WriteString(lines)
			}
		}
		if peers.Len() > 0 {
			show(peersHeader + peers.String())
		}
	}
	if *counted > 0 {
		show("\n" + countHeader())
		for _, r := range table {
			if r.wanted() {
				lines, err := b.count(&r)
				if err != nil {
					return err
				}
				show(lines)
			}
		}
	}
	end := "\nAt the end: " + pairs.Load() + ".\n"
	show(end)
	if *update {
		return pairs.Write(filepath.Join(root, "docs", "performance.md"), "bench-io", out.String())
	}
	return nil
}
