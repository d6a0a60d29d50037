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

// TestWays makes every way to block occur, until it was seen twice that another goroutine ran
// meanwhile, and in a green build that a greenlet left its hub. On a machine that is full of other
// work the kernel may let no other thread of this process run while a call lasts, the runtime's
// monitor for one, so an occurrence that was disturbed may be bad. Any other may not. The figures
// that green is to reach are in the table of make bench-blocking.
func TestWays(t *testing.T) {
	const most = 100
	for _, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			good := 0
			enough := func(o occurrence) bool {
				bad := w.bad(o)
				t.Logf("late by %v in %v, with %v lost to others; left by: %s%s", o.Gap, o.Took, o.Lost, o.leftBy(), bad)
				switch {
				case bad == "":
					good++
				case !o.disturbed():
					t.Errorf("undisturbed%s", bad)
				}
				return good == 2 || t.Failed()
			}
			n, err := w.occurUntil(most, enough)
			if errors.Is(err, errForbidden) {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			if good < 2 && !t.Failed() {
				t.Errorf("%d of %d are good", good, n)
			}
		})
	}
}

// bad says what was wrong in an occurrence of w, if anything.
func (w *way) bad(o occurrence) string {
	switch {
	case w.least > 0 && !w.endedByOthers() && o.Gap > o.Took*9/10:
		return ": another goroutine stood still"
	case greenrt.Enabled() && o.Stats.Returned == 0 && w.leaves():
		return ": nobody came back to the hub"
	}
	return ""
}

// disturbed reports whether others took a part of the time that counts, a tenth being what
// bad leaves to a ticker that runs.
func (o occurrence) disturbed() bool { return o.Lost > o.Took/10 }

// leaves reports whether w makes a greenlet leave its hub. Not every call does that may
// block: a disk can be quick.
func (w *way) leaves() bool {
	switch w.name {
	case "nothing", "loop", "spin":
		return false
	}
	return w.least > 0
}

// endedByOthers reports whether w lasts until another goroutine has run, so that its end says
// that one has.
func (w *way) endedByOthers() bool {
	switch w.name {
	case "pipe", "tty", "tty-file", "fifo", "connect", "spin", "callback", "getaddrinfo":
		return true
	}
	return false
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
