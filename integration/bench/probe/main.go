// Command probe measures one operation of Go's scheduler in a process of its own. The
// benchmark harness one directory up runs it many times, as a stock build and
// as a green one, and compares; by itself it prints lines of a name and a number.
//
//	probe -op=gosched              nanoseconds of one switch
//	probe -op=parked -n=100000     bytes of a goroutine that waits
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"syscall"
	"time"
	"unsafe"
)

var (
	op      = flag.String("op", "", "what to measure")
	n       = flag.Int("n", 100_000, "how many goroutines, for -op=parked")
	batch   = flag.Duration("batch", 4*time.Millisecond, "length of a batch, about")
	batches = flag.Int("batches", 9, "number of batches")
)

func main() {
	flag.Parse()
	switch f := ops[*op]; {
	case *op == "parked":
		parked(*n)
	case *op == "switch":
		// Batches of both in turn, so that both see the same machine.
		a, b := newTimer(gosched), newTimer(pull)
		for range *batches {
			a.sample()
			b.sample()
		}
		a.print("gosched")
		b.print("pull")
	case f != nil:
		t := newTimer(f)
		for range *batches {
			t.sample()
		}
		t.print(*op)
	default:
		fmt.Fprintf(os.Stderr, "probe: no operation %q\n", *op)
		os.Exit(2)
	}
}

// A timer takes the time of batches of an operation by two clocks: the time that passes,
// and the processor time of all threads. The second does not count what other
// processes take, but counts threads that look for work.
type timer struct {
	f         func(n int)
	n         int
	wall, cpu []float64 // ns per operation
}

// newTimer finds out how many operations make a batch.
func newTimer(f func(n int)) *timer {
	t := &timer{f: f, n: 16}
	for {
		start := time.Now()
		f(t.n)
		took := time.Since(start)
		if took >= *batch/2 {
			t.n = max(1, int(float64(t.n)*float64(*batch)/float64(took)))
			return t
		}
		t.n *= 2
	}
}

func (t *timer) sample() {
	runtime.GC() // not in the middle
	wall, cpu := time.Now(), cpuTime()
	t.f(t.n)
	t.cpu = append(t.cpu, float64(cpuTime()-cpu)/float64(t.n))
	t.wall = append(t.wall, float64(time.Since(wall))/float64(t.n))
}

// print gives the least processor time, which is what an operation costs when
// nothing comes in between, and the median of the time passed.
func (t *timer) print(name string) {
	slices.Sort(t.wall)
	fmt.Printf("%s.cpu %.3f\n%s.wall %.3f\n", name, slices.Min(t.cpu), name, t.wall[len(t.wall)/2])
}

// cpuTime is the processor time of this process in ns. The clock is exact, where getrusage
// may count in ticks.
func cpuTime() int64 {
	const processCPU = 2 // CLOCK_PROCESS_CPUTIME_ID
	var t syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, processCPU, uintptr(unsafe.Pointer(&t)), 0)
	return t.Nano()
}
