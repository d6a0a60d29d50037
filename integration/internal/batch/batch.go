// Package batch takes the time of an operation that is too short to be timed alone: of
// batches, whose length it finds out, by two clocks.
//
// The processor time of all threads does not count what other processes take, but counts
// threads that look for work. The time that passes is what counts where the time in
// which nothing runs is part of what is measured.
package batch

import (
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"time"
	"unsafe"
)

// A Timer takes the time of batches of an operation.
type Timer struct {
	f         func(n int)
	n         int
	wall, cpu []float64 // ns per operation
}

// New returns a Timer of f, which does the operation n times, for batches that take
// about as long as length. It calls f to find out how many operations that is.
func New(f func(n int), length time.Duration) *Timer {
	t := &Timer{f: f, n: 16}
	for {
		start := time.Now()
		f(t.n)
		took := time.Since(start)
		if took >= length/2 {
			t.n = max(1, int(float64(t.n)*float64(length)/float64(took)))
			return t
		}
		t.n *= 2
	}
}

// Sample times one more batch.
func (t *Timer) Sample() {
	runtime.GC() // not in the middle
	wall, cpu := time.Now(), cpuTime()
	t.f(t.n)
	t.cpu = append(t.cpu, float64(cpuTime()-cpu)/float64(t.n))
	t.wall = append(t.wall, float64(time.Since(wall))/float64(t.n))
}

// Print prints two lines of a name and a number: the least processor time, which is what
// an operation costs when nothing comes in between, and the median of the time passed.
func (t *Timer) Print(name string) {
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
