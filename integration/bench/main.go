// Command bench compares a green build with a stock one.
//
//	make bench                                print the table
//	go run ./integration/bench -write         and keep it in docs/performance.md
//
// It builds the program in probe twice and runs it in short processes of three
// kinds: A stock, B green, C green with GREENRT=off=1. They run in groups of
// A B C C B A, so that a machine that becomes slower or faster meanwhile does so for
// all three alike, and only numbers of one group are divided by each other. A group
// yields two pairs of each kind, the neighbours and the outer ones. The table shows the
// median of the ratios with its quartiles and, as the noise below which no ratio
// means anything, how far the first stock run of a group is from the last.
//
// Where the linker happens to put a function makes the same code up to 7 % slower or
// faster. So several binaries of each build are linked in different random orders,
// and each group takes the next ones.
//
// With GOMAXPROCS=1 the numbers are the least processor time of some batches,
// which a busy machine hardly changes; with the default it is the median of the time
// passed, since there the time in which nothing runs is part of what is measured.
//
// These are no tests: a missed target is printed and the exit code stays 0.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

var (
	groups  = flag.Int("groups", 16, "groups of A B C C B A per row; two pairs each")
	layouts = flag.Int("layouts", 8, "binaries of each build, linked in different orders")
	memory  = flag.Int("memory", 2, "groups per row about memory, which varies little")
	rows    = flag.String("rows", "", "comma-separated operations to measure instead of all")
	update  = flag.Bool("write", false, "keep the table in docs/performance.md")
)

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	builds, err := buildAll(root, dir)
	if err != nil {
		return err
	}

	var out strings.Builder
	about(&out)
	header(&out)
	fmt.Print(out.String())
	for _, r := range table {
		if *rows != "" && !strings.Contains(","+*rows+",", ","+r.op+",") {
			continue
		}
		line, err := r.measure(builds)
		if err != nil {
			return err
		}
		fmt.Print(line)
		out.WriteString(line)
	}
	fmt.Printf("\n%s\n", load())
	if *update {
		return write(filepath.Join(root, "docs", "performance.md"), out.String()+"\nAt the end: "+load()+".\n")
	}
	return nil
}

// A build is one program in its two kinds.
type build struct{ stock, green string }

// buildAll builds probe, stock and green, linked in each of the layouts.
func buildAll(root, dir string) ([]build, error) {
	var builds []build
	for i := range max(1, *layouts) {
		b := build{filepath.Join(dir, fmt.Sprint("stock", i)), filepath.Join(dir, fmt.Sprint("green", i))}
		order := fmt.Sprintf("-ldflags=-randlayout=%d", i) // 0 is the linker's own
		if err := command(root, "go", "build", order, "-o", b.stock, "./integration/bench/probe"); err != nil {
			return nil, err
		}
		if err := command(root, "go", "run", "./cmd/greenify", "build", order, "-o", b.green, "./integration/bench/probe"); err != nil {
			return nil, err
		}
		builds = append(builds, b)
	}
	return builds, nil
}

func moduleRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", err
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}

// command runs a command in the foreground.
func command(dir string, args ...string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(args, " "), err)
	}
	return nil
}
