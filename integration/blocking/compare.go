package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// The driver: processes of a stock and of a green build in turns, and a table.

// A world is one of the two builds.
type world int

const (
	inStock world = iota
	inGreen
	worlds
)

func compare() error {
	binaries, clean, err := build()
	if err != nil {
		return err
	}
	defer clean()
	about(first())
	fmt.Println("| way to block | 1st: stock | green | target | 2nd: stock | green | target | left by | each: stock | green |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|")
	for _, w := range ways {
		if chosen(w.name) {
			if err := w.row(binaries); err != nil {
				return err
			}
		}
	}
	fmt.Println("\n| cost | stock | green | more | target |\n|---|---|---|---|---|")
	for _, c := range costs {
		if chosen(c.name) {
			if err := c.row(binaries); err != nil {
				return err
			}
		}
	}
	return nil
}

func chosen(name string) bool {
	return *only == "" || slices.Contains(strings.Split(*only, ","), name)
}

// about says how to read the tables.
func about(fifo bool) {
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Printf("%s, %d processors, load %.4s, GREENRT=%q", runtime.Version(), runtime.NumCPU(), load, os.Getenv("GREENRT"))
	if fifo {
		fmt.Print(", before all other processes (SCHED_FIFO)")
	}
	fmt.Printf(".\n\nHow late another goroutine is, in ms: median / worst of %d processes. A target is met by the median.\n"+
		"Each: for how long, in us, one of a crowd kept the next from running.\n\n", *rounds)
}

// build makes the two builds, unless flags name them.
func build() (binaries [worlds]string, clean func(), err error) {
	dir, err := os.MkdirTemp("", "blocking")
	if err != nil {
		return binaries, nil, err
	}
	clean = func() { os.RemoveAll(dir) }
	const module = "github.com/go-greenify/greenify"
	binaries = [worlds]string{*stock, *green}
	for i, args := range [worlds][]string{{"build"}, {"run", module + "/cmd/greenify", "build"}} {
		if binaries[i] != "" {
			continue
		}
		binaries[i] = filepath.Join(dir, fmt.Sprint(i))
		cmd := exec.Command("go", append(args, "-o", binaries[i], module+"/integration/blocking")...)
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			clean()
			return binaries, nil, fmt.Errorf("%v: %w", cmd, err)
		}
	}
	return binaries, clean, nil
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

// row measures a way and prints its line.
func (w *way) row(binaries [worlds]string) error {
	var gaps [worlds][2][]time.Duration
	var each [worlds][]time.Duration
	var last occurrence
	for range *rounds {
		for i, binary := range binaries {
			var seen []occurrence
			err := ask(binary, &seen, "-way="+w.name)
			if errors.Is(err, errForbidden) {
				fmt.Printf("| %s | %v |\n", w.does, err)
				return nil
			}
			if err != nil {
				return err
			}
			for j := range gaps[i] {
				gaps[i][j] = append(gaps[i][j], seen[j].Gap)
			}
			each[i] = append(each[i], seen[1].Each)
			last = seen[1]
		}
	}
	fmt.Printf("| %s", w.does)
	for j, target := range []time.Duration{w.first, w.second} {
		fmt.Printf(" | %s | %s | %v: %s", milli(gaps[inStock][j]), milli(gaps[inGreen][j]), target, met(median(gaps[inGreen][j]) <= target))
	}
	fmt.Printf(" | %s |", last.leftBy())
	for i := range each {
		if last.Each != 0 {
			fmt.Printf(" %.1f", float64(median(each[i]))/1e3)
		}
		fmt.Print(" |")
	}
	fmt.Println()
	return nil
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

// row measures a cost and prints its line.
func (c *cost) row(binaries [worlds]string) error {
	var ns [worlds][]float64
	var more []float64 // pair by pair
	for range *rounds {
		for i, binary := range binaries {
			var x float64
			if err := ask(binary, &x, "-cost="+c.name); err != nil {
				return err
			}
			ns[i] = append(ns[i], x)
		}
		more = append(more, ns[inGreen][len(more)]-ns[inStock][len(more)])
	}
	fmt.Printf("| %s | %.1f ns | %.1f ns | %+.1f ns | %v: %s |\n",
		c.does, median(ns[inStock]), median(ns[inGreen]), median(more), c.most, met(median(more) <= float64(c.most)))
	return nil
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
