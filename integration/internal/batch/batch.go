package batch

import (
	"fmt"
	"runtime"
	"slices"
	"time"
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

// Sample times one more batch, and returns the processor time of one operation in ns.
func (t *Timer) Sample() float64 {
	runtime.GC() // not in the middle
	wall, cpu := time.Now(), CPUTime()
	t.f(t.n)
	each := float64(CPUTime()-cpu) / float64(t.n)
	t.cpu = append(t.cpu, each)
	t.wall = append(t.wall, float64(time.Since(wall))/float64(t.n))
	return each
}

// Print prints two lines of a name and a number: the least processor time, which is what
// an operation costs when nothing comes in between, and the median of the time passed.
func (t *Timer) Print(name string) {
	slices.Sort(t.wall)
	fmt.Printf("%s.cpu %.3f\n%s.wall %.3f\n", name, slices.Min(t.cpu), name, t.wall[len(t.wall)/2])
}
