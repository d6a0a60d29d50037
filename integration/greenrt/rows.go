package main

import (
	"fmt"
	"strings"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// A row is one line of the table.
type row struct {
	what string
	op   string // of the probe and of peers.py
	with string // what Go has for the purpose
	n    int    // of parked

	// within is how many times Go's own greenrt's may cost at most, in a green build; 0 is
	// no target.
	within float64
	// green says that Go's own is there in a green build only, and gevent's is not.
	green bool
}

// geventBy is how many times faster, or smaller, than gevent's greenrt's is to be. A
// goroutine's least stack, of 2 kB, makes that impossible for memory.
const geventBy = 10

var table = []row{
	{what: "greenlet.Switch", op: "switch", with: "iter.Pull"},
	{what: "greenlet.Switch", op: "bare", with: "the core's switch alone", within: 1.5, green: true},
	{what: "Go and Join", op: "spawn", with: "WaitGroup.Go, Wait"},
	{what: "Event, to and fro", op: "event", with: "chan struct{} of 1"},
	{what: "Queue, to and fro", op: "queue", with: "chan of 1", within: 1},
	{what: "Queue of no size, to and fro", op: "channel", with: "chan of 0", within: 1},
	{what: "Queue of 1, one way", op: "stream", with: "chan of 1", within: 1},
	{what: "pool.Map, an item", op: "pool", with: "goroutines, chan of 8"},
	{what: "Timeout, start and cancel", op: "timeout", with: "time.AfterFunc, Stop"},
	{what: "local get", op: "local", with: "context.Value"},
	{what: "RSS of one that waits, of 10k", op: "parked", n: 10_000, with: "goroutine"},
	{what: "RSS of one that waits, of 100k", op: "parked", n: 100_000, with: "goroutine"},
}

const header = "| what | gevent | green | plain | gevent / green | Go has | stock | green | green, it / Go's | target |\n" +
	"|---|---|---|---|---|---|---|---|---|---|\n"

// measure runs the row's groups and returns its line.
func (b *bench) measure(r row) (string, error) {
	var s samples
	var err error
	if r.op == "parked" {
		s, err = b.memory(&r)
	} else {
		s, err = b.times(&r)
	}
	if err != nil {
		return "", err
	}
	show := func(x []float64) string {
		if len(x) == 0 {
			return ""
		}
		if r.op == "parked" {
			return fmt.Sprintf("%.0f B", pairs.Quartiles(x).Median)
		}
		return fmt.Sprintf("%.1f ns", pairs.Quartiles(x).Median)
	}
	var verdict []string
	speed := ""
	if !r.green {
		q := quotient(s.gevent, s.green)
		speed = q.String()
		verdict = append(verdict, fmt.Sprintf("gevent by %d: %s", geventBy, figures.Pass(q.Median >= geventBy)))
	}
	more := quotient(s.green, s.goGreen)
	if r.within > 0 {
		verdict = append(verdict, fmt.Sprintf("Go's by %.1f: %s", r.within, figures.Pass(more.Median <= r.within)))
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", r.what, show(s.gevent), show(s.green), show(s.plain), speed,
		r.with, show(s.goStock), show(s.goGreen), more, strings.Join(verdict, ", ")), nil
}

// quotient divides a by b, run by run.
func quotient(a, b []float64) pairs.Spread {
	var q []float64
	for i := range a {
		q = append(q, a[i]/b[i])
	}
	return pairs.Quartiles(q)
}
