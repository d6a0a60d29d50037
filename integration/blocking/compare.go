package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// The driver: processes of a stock and of a green build in turns, and a table.

// A world is one of the two builds.
type world int

const (
	inStock world = iota
	inGreen
	worlds
)

// compare makes the two builds, unless flags name them, and prints the tables.
func compare(site figures.Site) error {
	binaries := [worlds]string{*stock, *green}
	if *stock == "" || *green == "" {
		builds, err := pairs.BuildAll(site.Root, site.Dir, "./integration/blocking", 1)
		if err != nil {
			return err
		}
		binaries = [worlds]string{cmp.Or(*stock, builds[0].Stock), cmp.Or(*green, builds[0].Green)}
	}
	var out figures.Table
	out.Add("%s", about(first()))
	return tables(&out, binaries)
}

// tables measures all that is chosen.
func tables(out *figures.Table, binaries [worlds]string) error {
	out.Add("| way to block | 1st: stock | green | target | 2nd: stock | green | target | left by | each: stock | green |\n" +
		"|---|---|---|---|---|---|---|---|---|---|\n")
	for _, w := range ways {
		if chosen(w.name) {
			line, err := w.row(binaries)
			if err != nil {
				return err
			}
			out.Add("%s", line)
		}
	}
	out.Add("\n| cost | stock | green | more | target |\n|---|---|---|---|---|\n")
	for _, c := range costs {
		if chosen(c.name) {
			line, err := c.row(binaries)
			if err != nil {
				return err
			}
			out.Add("%s", line)
		}
	}
	return nil
}

func chosen(name string) bool {
	return *only == "" || slices.Contains(strings.Split(*only, ","), name)
}

// about says how to read the tables.
func about(fifo bool) string {
	before := ""
	if fifo {
		before = ", before all other processes (SCHED_FIFO)"
	}
	return fmt.Sprintf("%s, %d processors, %s, GREENRT=%q%s.\n\n"+
		"How late another goroutine is, in ms: median / worst of %d processes. A target is met by the median.\n"+
		"Each: for how long, in us, one of a crowd kept the next from running.\n\n",
		runtime.Version(), runtime.NumCPU(), figures.Load(), os.Getenv("GREENRT"), before, *rounds)
}

// first puts this thread, and the processes that it starts, before all others, where
// the machine allows it: what else runs there would be most of the figures. It is the same for
// both worlds.
func first() bool {
	runtime.LockOSThread()
	const fifo = 1
	priority := int32(1)
	_, _, errno := syscall.RawSyscall(syscall.SYS_SCHED_SETSCHEDULER, 0, fifo, uintptr(unsafe.Pointer(&priority)))
	return errno == 0
}

// ask runs a binary once and reads what it says.
func ask(binary string, answer any, args ...string) error {
	cmd := exec.Command(binary, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == exitForbidden {
		return fmt.Errorf("%w: %s", errForbidden, bytes.TrimSpace(stderr.Bytes()))
	}
	if err != nil {
		return fmt.Errorf("%v: %w\n%s", cmd, err, stderr.Bytes())
	}
	return json.Unmarshal(out, answer)
}

// row measures a way and returns its line.
func (w *way) row(binaries [worlds]string) (string, error) {
	var gaps [worlds][2][]time.Duration
	var each [worlds][]time.Duration
	var last occurrence
	for range *rounds {
		for i, binary := range binaries {
			var seen []occurrence
			err := ask(binary, &seen, "-way="+w.name)
			if errors.Is(err, errForbidden) {
				return fmt.Sprintf("| %s | %v |\n", w.does, err), nil
			}
			if err != nil {
				return "", err
			}
			for j := range gaps[i] {
				gaps[i][j] = append(gaps[i][j], seen[j].Gap)
			}
			each[i] = append(each[i], seen[1].Each)
			last = seen[1]
		}
	}
	var line strings.Builder
	fmt.Fprintf(&line, "| %s", w.does)
	for j, target := range []time.Duration{w.first, w.second} {
		fmt.Fprintf(&line, " | %s | %s | %v: %s", milli(gaps[inStock][j]), milli(gaps[inGreen][j]), target, met(median(gaps[inGreen][j]) <= target))
	}
	fmt.Fprintf(&line, " | %s |", last.leftBy())
	for i := range each {
		if last.Each != 0 {
			fmt.Fprintf(&line, " %.1f", float64(median(each[i]))/1e3)
		}
		line.WriteString(" |")
	}
	line.WriteByte('\n')
	return line.String(), nil
}

// leftBy names the ways by which greenlets left their hub.
func (o *occurrence) leftBy() string {
	text, err := json.Marshal(o.Stats)
	if err != nil {
		panic(err) // it is a struct of numbers
	}
	var counts map[string]uint64
	if err := json.Unmarshal(text, &counts); err != nil {
		panic(err)
	}
	var by []string
	for name, n := range counts {
		if n > 0 && name != "returned" {
			by = append(by, fmt.Sprint(name, " ", n))
		}
	}
	slices.Sort(by)
	return strings.Join(by, ", ")
}

// row measures a cost and returns its line.
func (c *cost) row(binaries [worlds]string) (string, error) {
	var ns [worlds][]float64
	var more []float64 // pair by pair
	for range *rounds {
		for i, binary := range binaries {
			var x float64
			if err := ask(binary, &x, "-cost="+c.name); err != nil {
				return "", err
			}
			ns[i] = append(ns[i], x)
		}
		more = append(more, ns[inGreen][len(more)]-ns[inStock][len(more)])
	}
	return fmt.Sprintf("| %s | %.1f ns | %.1f ns | %+.1f ns | %v: %s |\n",
		c.does, median(ns[inStock]), median(ns[inGreen]), median(more), c.most, met(median(more) <= float64(c.most))), nil
}

func milli(d []time.Duration) string {
	return fmt.Sprintf("%.2f / %.2f", median(d).Seconds()*1e3, slices.Max(d).Seconds()*1e3)
}

// median returns the one in the middle, the upper one if there are two.
func median[T time.Duration | float64](x []T) T {
	return slices.Sorted(slices.Values(x))[len(x)/2]
}

func met(ok bool) string {
	if ok {
		return "met"
	}
	return "**missed**"
}
