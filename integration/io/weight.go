package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// weight measures how many bytes of the server's memory an idle connection takes: by the
// runtime's own account, and by pages that the kernel had to find.
func weight(b *bench, r *row, out *report) error {
	var own, rss pairs.Samples
	for i := range *memory {
		for _, k := range pairs.Order {
			each, err := b.weigh(r, i, k)
			if err != nil {
				return err
			}
			own, rss = append(own, each.own), append(rss, each.rss)
		}
	}
	show := func(k pairs.Kind) string {
		return fmt.Sprintf("%.0f (RSS %.0f)", own.Median(k), rss.Median(k))
	}
	more := func(k pairs.Kind) string {
		return fmt.Sprintf("%+.1f (RSS %+.1f)", excess(own, k), excess(rss, k))
	}
	out.add(weights, r, "%s, %d connections | %s | %s | %s | %s | %s | %.1f (RSS %.1f) | no more: %s", r.what, *idle,
		show(pairs.Stock), show(pairs.Green), show(pairs.Off), more(pairs.Green), more(pairs.Off), width(own), width(rss),
		figures.Pass(within(own) && within(rss)))
	return nil
}

// excess is how much more a kind takes than stock.
func excess(s pairs.Samples, k pairs.Kind) float64 { return s.Median(k) - s.Median(pairs.Stock) }

// within reports whether green takes no more than stock: not a whole byte, since what a
// server has once is divided among its connections, nor more than runs of stock differ.
func within(s pairs.Samples) bool { return excess(s, pairs.Green) < max(1, width(s)) }

// width is by how much stock's own runs differ.
func width(s pairs.Samples) float64 {
	stock := s.Of(pairs.Stock)
	return slices.Max(stock) - slices.Min(stock)
}

// A mass is bytes of memory.
type mass struct{ own, rss float64 }

// weigh runs a server and returns what a connection takes.
func (b *bench) weigh(r *row, i int, k pairs.Kind) (each mass, err error) {
	err = b.serve(r, b.command(r, i, k), k.GREENRT(), func(s *server) error {
		before, err := s.mass()
		if err != nil {
			return err
		}
		var after mass
		err = b.leaveAlone(r, s, *idle, func() error {
			after, err = s.mass()
			return err
		})
		n := float64(*idle)
		each = mass{(after.own - before.own) / n, (after.rss - before.rss) / n}
		return err
	})
	return each, err
}

// mass asks the server, which collects garbage first, and then the kernel.
func (s *server) mass() (m mass, err error) {
	if _, err := fmt.Fprintln(s.in); err != nil {
		return m, err
	}
	line, err := s.out.ReadString('\n')
	if err != nil {
		return m, fmt.Errorf("the server does not say what it uses: %w", err)
	}
	if m.own, err = strconv.ParseFloat(strings.TrimSpace(line), 64); err != nil {
		return m, err
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid))
	if err != nil {
		return m, err
	}
	m.rss, err = residentBytes(status)
	return m, err
}

// residentBytes reads VmRSS from the text of /proc/PID/status.
func residentBytes(status []byte) (float64, error) {
	_, rest, ok := bytes.Cut(status, []byte("\nVmRSS:"))
	f := bytes.Fields(rest)
	if !ok || len(f) < 2 || string(f[1]) != "kB" {
		return 0, errors.New("/proc/PID/status has no VmRSS in kB")
	}
	kb, err := strconv.ParseFloat(string(f[0]), 64)
	return kb * 1024, err
}

// descriptors raises the limit of open files for this process's children to what n
// connections need.
func descriptors(n int) error {
	need := uint64(n) + 100
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	hard := limit.Max
	// Go has raised its own soft limit, but gives children the old one unless this
	// is called.
	err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: max(need, limit.Cur), Max: max(need, hard)})
	if err != nil {
		return fmt.Errorf("%d idle connections need %d open files in a process, which may have %d: raise the limit (ulimit -Hn), or measure fewer with -idle=%d: %w", n, need, hard, int(hard)-100, err)
	}
	return nil
}
