package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"slices"

	"github.com/go-greenify/greenify/integration/internal/figures"
)

var (
	rounds  = flag.Int("rounds", 10, "processes for each figure")
	only    = flag.String("ways", "", "comma-separated ways to block and costs, instead of all")
	stock   = flag.String("stock", "", "a stock build of this program, instead of making one")
	green   = flag.String("green", "", "a green build of this program, instead of making one")
	oneWay  = flag.String("way", "", "do not compare: make this way to block occur here, and print what it did as JSON")
	times   = flag.Int("n", 2, "how often, with -way")
	oneCost = flag.String("cost", "", "do not compare: measure this cost here, in ns")
)

// exitForbidden is the exit status that says that the machine does not allow a way.
const exitForbidden = 3

// helperVar tells this program to be another process's helper.
const helperVar = "BLOCKING_HELPER"

// helped reports whether this process is a helper, after it has been one.
func helped() bool {
	switch os.Getenv(helperVar) {
	case "":
		return false
	case "fuse":
		if err := serveFuse(); err != nil {
			fmt.Fprintln(os.Stderr, "blocking: fuse:", err)
		}
	}
	return true
}

func main() {
	if helped() {
		return
	}
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "blocking:", err)
		if errors.Is(err, errForbidden) {
			os.Exit(exitForbidden)
		}
		os.Exit(1)
	}
}

func run() error {
	switch {
	case flag.NArg() > 0:
		return fmt.Errorf("unexpected argument: %s", flag.Arg(0))
	case *oneWay != "":
		return printWay(*oneWay)
	case *oneCost != "":
		return printCost(*oneCost)
	}
	return figures.Run("blocking", compare)
}

func printWay(name string) error {
	i := slices.IndexFunc(ways, func(w *way) bool { return w.name == name })
	if i < 0 {
		return fmt.Errorf("no way to block is called %s", name)
	}
	debug.SetGCPercent(-1) // what the collector does to others is not the question
	warmUp = 200
	seen, err := ways[i].occur(*times)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(seen)
}

func printCost(name string) error {
	i := slices.IndexFunc(costs, func(c cost) bool { return c.name == name })
	if i < 0 {
		return fmt.Errorf("no cost is called %s", name)
	}
	ns, err := costs[i].measure()
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(ns)
}
