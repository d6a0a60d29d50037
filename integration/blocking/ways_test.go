package main

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/integration/internal/batch"
)

func TestMain(m *testing.M) {
	if helped() {
		return
	}
	os.Exit(m.Run())
}

// standstill is what no ticker may be late. A stock build on a busy machine keeps it too; the
// figures that green is to reach are in the table of make bench-blocking.
const standstill = time.Second

// TestWays makes every way to block occur twice.
func TestWays(t *testing.T) {
	for _, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			seen, err := w.occur(2)
			if errors.Is(err, errForbidden) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			for i, o := range seen {
				t.Logf("%d: late by %v in %v; left by: %s", i+1, o.Gap, o.Took, o.leftBy())
				if o.Gap > standstill {
					t.Errorf("%d: another goroutine stood still for %v", i+1, o.Gap)
				}
				if greenrt.Enabled() && o.Stats.Returned == 0 && w.leaves() {
					t.Errorf("%d: nobody came back to the hub: %+v", i+1, o.Stats)
				}
			}
		})
	}
}

// leaves reports whether w makes a greenlet leave its hub. Not every call does that may
// block: a disk can be quick.
func (w *way) leaves() bool {
	switch w.name {
	case "nothing", "loop", "spin":
		return false
	}
	return w.least > 0
}

func BenchmarkCost(b *testing.B) {
	for _, c := range costs {
		b.Run(c.name, func(b *testing.B) {
			r, w, err := os.Pipe()
			if err != nil {
				b.Fatal(err)
			}
			defer r.Close()
			defer w.Close()
			if _, err := w.Write([]byte("x")); err != nil {
				b.Fatal(err)
			}
			fd := int(r.Fd())
			start := batch.CPUTime()
			b.ResetTimer()
			if err := c.do(fd, b.N); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(batch.CPUTime()-start)/float64(b.N), "cpu-ns/op")
		})
	}
}

// BenchmarkWays reports how late the ticker is when a way has occurred before. Run it in
// a green build for the figure that matters:
//
//	greenify test -run=^$ -bench=Ways ./integration/blocking
func BenchmarkWays(b *testing.B) {
	for _, w := range ways {
		b.Run(w.name, func(b *testing.B) {
			seen, err := w.occur(1 + b.N)
			if errors.Is(err, errForbidden) {
				b.Skip(err)
			}
			if err != nil {
				b.Fatal(err)
			}
			var late []time.Duration
			for _, o := range seen[1:] {
				late = append(late, o.Gap)
			}
			b.ReportMetric(0, "ns/op") // says nothing
			b.ReportMetric(median(late).Seconds()*1e3, "late-ms")
		})
	}
}
