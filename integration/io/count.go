package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

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

func countHeader() string {
	head, rule := "| workload | build | requests/s |", "|---|---|---|"
	for _, c := range counts {
		head += " " + c.name + " |"
		rule += "---|"
	}
	return "System calls and context switches per request:\n\n" + head + "\n" + rule + "\n"
}

// count returns the row's lines of the table of system calls.
func (b *bench) count(r *row) (string, error) {
	var lines strings.Builder
	for _, k := range []pairs.Kind{pairs.Stock, pairs.Green, pairs.Off} {
		line, err := b.countOne(r, k)
		if err != nil {
			return "", err
		}
		lines.WriteString(line)
	}
	return lines.String(), nil
}

func (b *bench) countOne(r *row, k pairs.Kind) (line string, err error) {
	if _, err := exec.LookPath("perf"); err != nil {
		return "", fmt.Errorf("counting system calls needs perf (or -count=0): %w", err)
	}
	dir, err := os.MkdirTemp("", "perf")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "counts")
	var m measured
	err = serve(r, build(r, b.servers[0], k), k.GREENRT(), func(addr string, pid int) error {
		perf := []string{"perf", "stat", "-x,", "-o", out, "-p", fmt.Sprint(pid)}
		for _, c := range counts {
			for _, e := range c.events {
				perf = append(perf, "-e", e)
				if c.filter != "" {
					perf = append(perf, "--filter", c.filter)
				}
			}
		}
		var err error
		m, err = b.load1(r, append(perf, "--"), addr, pid, *counted)
		return err
	})
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return "", err
	}
	seen := make(map[string]float64)
	for row := range strings.Lines(string(text)) {
		// The fields are: count, unit, event, and more.
		f := strings.Split(row, ",")
		if strings.HasPrefix(row, "#") || len(f) < 3 {
			continue
		}
		if seen[f[2]], err = strconv.ParseFloat(f[0], 64); err != nil {
			return "", fmt.Errorf("perf: %q", row)
		}
	}
	line = fmt.Sprintf("| %s | %v | %.0f |", r.name, k, m.measured/m.seconds)
	for _, c := range counts {
		sum := 0.0
		for _, e := range c.events {
			n, ok := seen[e]
			if !ok {
				return "", fmt.Errorf("perf did not count %s", e)
			}
			sum += n
		}
		line += fmt.Sprintf(" %.3f |", sum/m.requests)
	}
	return line + "\n", nil
}
