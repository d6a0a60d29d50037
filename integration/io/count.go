package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// counts are the columns of the table of system calls. A column is the sum of its
// tracepoints; all but the last are of calls per request.
var counts = []struct {
	name   string
	events []string
	filter string
}{
	{"read", []string{"syscalls:sys_enter_read", "syscalls:sys_enter_recvfrom"}, ""},
	{"EAGAIN", []string{"syscalls:sys_exit_read", "syscalls:sys_exit_recvfrom"}, "ret == -11"},
	{"write", []string{"syscalls:sys_enter_write", "syscalls:sys_enter_sendto"}, ""},
	{"epoll_wait", []string{"syscalls:sys_enter_epoll_pwait"}, ""},
	{"futex", []string{"syscalls:sys_enter_futex"}, ""},
	{"nanosleep", []string{"syscalls:sys_enter_nanosleep"}, ""},
	{"all calls", []string{"raw_syscalls:sys_enter"}, ""},
	{"switches", []string{"context-switches"}, ""},
}

// countNames are the columns' names.
func countNames() string {
	var names []string
	for _, c := range counts {
		names = append(names, c.name)
	}
	return strings.Join(names, " | ")
}

// count adds the row's lines about system calls.
func (b *bench) count(r *row, out *report) error {
	if r.tail > 0 && r.rate == 0 { // it has not been measured
		if err := b.calibrate(r); err != nil {
			return err
		}
	}
	for _, k := range []pairs.Kind{pairs.Stock, pairs.Green, pairs.Off} {
		rate, each, err := b.countOne(r, k)
		if err != nil {
			return err
		}
		line := ""
		for _, c := range counts {
			line += fmt.Sprintf("%.3f | ", each[c.name])
		}
		if k == pairs.Green {
			line += r.callsVerdict(each)
		}
		out.add(calls, r, "%v | %.0f | %s", k, rate, line)
	}
	return nil
}

// callsVerdict judges green's counts.
func (r *row) callsVerdict(each map[string]float64) string {
	var verdicts []string
	for _, c := range counts {
		if most := r.calls[c.name]; most > 0 {
			verdicts = append(verdicts, fmt.Sprintf("%s %.2f: %s", c.name, most, figures.Pass(each[c.name] <= most)))
		}
	}
	return strings.Join(verdicts, ", ")
}

// countOne returns the requests per second of a run, and the counts per request.
func (b *bench) countOne(r *row, k pairs.Kind) (rate float64, each map[string]float64, err error) {
	if _, err := exec.LookPath("perf"); err != nil {
		return 0, nil, fmt.Errorf("counting system calls needs perf (or -count=0): %w", err)
	}
	dir, err := os.MkdirTemp("", "perf")
	if err != nil {
		return 0, nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "counts")
	var m measured
	err = b.serve(r, b.command(r, 0, k), k.GREENRT(), func(s *server) error {
		perf := []string{"perf", "stat", "-x,", "-o", out, "-p", fmt.Sprint(s.pid)}
		for _, c := range counts {
			for _, e := range c.events {
				perf = append(perf, "-e", e)
				if c.filter != "" {
					perf = append(perf, "--filter", c.filter)
				}
			}
		}
		var err error
		m, err = b.load1(r, append(perf, "--"), s, counted.String())
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return 0, nil, err
	}
	seen := make(map[string]float64)
	for row := range strings.Lines(string(text)) {
		// The fields are: count, unit, event, and more.
		f := strings.Split(row, ",")
		if strings.HasPrefix(row, "#") || len(f) < 3 {
			continue
		}
		if seen[f[2]], err = strconv.ParseFloat(f[0], 64); err != nil {
			return 0, nil, fmt.Errorf("perf: %q", row)
		}
	}
	each = make(map[string]float64)
	for _, c := range counts {
		sum := 0.0
		for _, e := range c.events {
			n, ok := seen[e]
			if !ok {
				return 0, nil, fmt.Errorf("perf did not count %s", e)
			}
			sum += n
		}
		each[c.name] = sum / m.requests
	}
	return m.measured / m.seconds, each, nil
}
