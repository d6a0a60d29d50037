package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// A row is one line of the table.
type row struct {
	what  string
	op    string
	procs string // GOMAXPROCS; "" is the default
	n     int    // of parked
	// One of these is the target; 0 is none.
	faster float64 // stock divided by green, at least
	below  float64 // green Gosched divided by green iter.Pull, at most
	more   float64 // bytes of green above stock, at most
}

var table = []row{
	{what: "direct switch, in iter.Pull switches", op: "switch", procs: "1", below: 0.4},
	{what: "Gosched", op: "gosched", procs: "1", faster: 2.3},
	{what: "Gosched", op: "gosched", faster: 2.3},
	{what: "iter.Pull switch", op: "pull", procs: "1"},
	{what: "channel ping-pong", op: "pingpong", procs: "1", faster: 1.4},
	{what: "channel ping-pong", op: "pingpong", faster: 1.4},
	{what: "mutex hand-over", op: "mutex", procs: "1"},
	{what: "mutex hand-over", op: "mutex"},
	{what: "spawn and join", op: "spawn", procs: "1", faster: 1.1},
	{what: "spawn and join", op: "spawn", faster: 1.1},
	{what: "bytes per parked goroutine, 10k", op: "parked", n: 10_000, more: 16},
	{what: "bytes per parked goroutine, 100k", op: "parked", n: 100_000, more: 16},
	{what: "bytes per parked goroutine, 1M", op: "parked", n: 1_000_000, more: 16},
}

// offWithin is how far GREENRT=off=1 may be from stock.
const offWithin = 0.01

const header = "| what | GOMAXPROCS | stock | green | off=1 | stock / green | stock / off=1 | noise | target |\n" +
	"|---|---|---|---|---|---|---|---|---|\n"

// measure runs the row's groups and returns its line.
func (r *row) measure(builds []pairs.Build) (string, error) {
	switch r.op {
	case "parked":
		return r.measureMemory(builds)
	case "switch":
		return r.measureSwitch(builds)
	}
	s, err := r.sample(builds, r.value(), *groups)
	if err != nil {
		return "", err
	}
	speed, off, noise := s.Ratio(pairs.Stock, pairs.Green), s.Ratio(pairs.Stock, pairs.Off), s.Noise()
	var verdict []string
	if r.faster > 0 {
		verdict = append(verdict, fmt.Sprintf("faster %.1f: %s", r.faster, figures.Pass(speed.Median >= r.faster)))
	}
	verdict = append(verdict, fmt.Sprintf("off=1 at most %.0f %% slower: %s", 100*offWithin, figures.Pass(off.Median >= 1-offWithin)+unless(off, noise)))
	return r.line(fmt.Sprintf("%.1f ns", s.Median(pairs.Stock)), fmt.Sprintf("%.1f ns", s.Median(pairs.Green)), fmt.Sprintf("%.1f ns", s.Median(pairs.Off)),
		speed.String(), off.String(), noise.String(), verdict), nil
}

// measureSwitch compares two operations of one process, in all three kinds of run.
func (r *row) measureSwitch(builds []pairs.Build) (string, error) {
	gosched, pull, err := r.sampleTwo(builds, "gosched.cpu", "pull.cpu", *groups)
	if err != nil {
		return "", err
	}
	quotient := func(k pairs.Kind) pairs.Spread {
		var q []float64
		for i, x := range gosched.Of(k) {
			q = append(q, x/pull.Of(k)[i])
		}
		return pairs.Quartiles(q)
	}
	g := quotient(pairs.Green)
	return r.line(quotient(pairs.Stock).String(), g.String(), quotient(pairs.Off).String(), "", "", "",
		[]string{fmt.Sprintf("at most %.1f: %s", r.below, figures.Pass(g.Median <= r.below))}), nil
}

// measureMemory compares bytes, of which the difference counts.
func (r *row) measureMemory(builds []pairs.Build) (string, error) {
	bytes, rss, err := r.sampleTwo(builds, "runtime", "rss", *memory)
	if err != nil {
		return "", err
	}
	show := func(k pairs.Kind) string {
		return fmt.Sprintf("%.0f (RSS %.0f)", bytes.Median(k), rss.Median(k))
	}
	d := bytes.Median(pairs.Green) - bytes.Median(pairs.Stock)
	return r.line(show(pairs.Stock), show(pairs.Green), show(pairs.Off), fmt.Sprintf("%+.1f bytes", d),
		fmt.Sprintf("%+.1f bytes", bytes.Median(pairs.Off)-bytes.Median(pairs.Stock)), bytes.Noise().String(),
		[]string{fmt.Sprintf("at most %+.0f: %s", r.more, figures.Pass(d <= r.more))}), nil
}

func (r *row) line(stock, green, off, speed, offRatio, noise string, verdict []string) string {
	procs := r.procs
	if procs == "" {
		procs = "default"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n",
		r.what, procs, stock, green, off, speed, offRatio, noise, strings.Join(verdict, ", "))
}

// value names the number of the probe's output that the row is about.
func (r *row) value() string {
	if r.procs == "1" {
		return r.op + ".cpu"
	}
	return r.op + ".wall"
}

// unless qualifies a verdict about a ratio that differs from 1 by less than the
// same program's from itself.
func unless(ratio, noise pairs.Spread) string {
	if math.Abs(ratio.Median-1) < (noise.High-noise.Low)/2 {
		return " (below the noise)"
	}
	return ""
}
