package monitor_test

import (
	"bytes"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/monitor"
)

// What happens is in the timeline, in order: two that hand a value to and fro.
func TestTimeline(t *testing.T) {
	start(t, monitor.Options{Window: time.Millisecond}) // so that every switch is within the budget
	if !greenrt.Enabled() {
		pingpong(100)
		if tl := monitor.ReadTimeline(time.Hour); len(tl.Spans) != 0 {
			t.Errorf("%+v", tl)
		}
		return
	}
	a, b := pingpong(100)
	before := hub(t).Idle
	quiesce.Until(t, "it is idle for 20 ms", func() bool { return hub(t).Idle-before >= 20*time.Millisecond })
	tl := monitor.ReadTimeline(time.Hour)
	checkTimeline(t, tl)
	turns := map[uint64]int{}
	reasons := map[string]int{}
	idle := time.Duration(0)
	for _, s := range tl.Spans {
		switch {
		case s.Kind == monitor.Ran:
			turns[s.Greenlet]++
			if s.Greenlet == b {
				reasons[s.Why.String()]++
				if s.Site == nil || !strings.HasSuffix(s.Site.Function, ".pingpong") {
					t.Errorf("%d was started at %v", b, s.Site)
				}
			}
		case s.Kind == monitor.Idle:
			idle += s.To - s.From
		}
	}
	// Each way is a turn, but for those in which a value was there already.
	if turns[a] < 50 || turns[b] < 50 {
		t.Errorf("of 100 to and fro %d and %d turns are recorded", turns[a], turns[b])
	}
	if reasons["chan send"]+reasons["chan receive"] < 50 || reasons["ended"] != 1 {
		t.Errorf("it stopped because of %v", reasons)
	}
	if idle < 20*time.Millisecond {
		t.Errorf("idle for %v", idle)
	}

	short := monitor.ReadTimeline(15 * time.Millisecond)
	checkTimeline(t, short)
	if d := short.End.Sub(short.Start); d != 15*time.Millisecond {
		t.Errorf("15 ms are %v", d)
	}
}

// checkTimeline checks what holds of every timeline.
func checkTimeline(t *testing.T, tl monitor.Timeline) {
	t.Helper()
	at := time.Duration(0)
	for i, s := range tl.Spans {
		if s.From != at || s.To <= s.From {
			t.Fatalf("span %d of %d is from %v to %v after one to %v", i, len(tl.Spans), s.From, s.To, at)
		}
		if (s.Kind == monitor.Ran) != (s.Greenlet != 0) {
			t.Fatalf("%+v", s)
		}
		at = s.To
	}
	if at != tl.End.Sub(tl.Start) {
		t.Fatalf("it ends after %v of %v", at, tl.End.Sub(tl.Start))
	}
}

// A hub that switches more often than the log has room for is recorded in windows, and the
// log never goes back less than asked for.
func TestWindows(t *testing.T) {
	const window = 200 * time.Millisecond
	start(t, monitor.Options{Window: window})
	if !greenrt.Enabled() {
		return
	}
	var stop atomic.Bool
	var crowd sync.WaitGroup
	for range 3 {
		crowd.Go(func() {
			for !stop.Load() {
				runtime.Gosched()
			}
		})
	}
	before := hub(t)
	began := time.Now()
	for time.Since(began) < 3*window {
		runtime.Gosched()
	}
	middle := hub(t)
	for time.Since(began) < 3*window+window/2 {
		runtime.Gosched()
	}
	after := hub(t)
	checkTimeline(t, monitor.ReadTimeline(window))
	stop.Store(true)
	crowd.Wait()
	tl := monitor.ReadTimeline(time.Hour) // nobody writes over what is read
	checkTimeline(t, tl)

	const events = 1 << 17
	switches, recorded := after.Switches-before.Switches, after.Recorded-before.Recorded
	took := after.Busy + after.Idle - before.Busy - before.Idle
	// The budget is three quarters of the log in each window, and a quarter at once.
	if most := uint64(float64(events)*(0.75*float64(took)/float64(window)+0.25)) + 1000; recorded > most {
		t.Errorf("%d events in %v are more than %d", recorded, took, most)
	}
	if recorded == 0 {
		t.Error("nothing is recorded")
	}
	kinds := map[monitor.Kind]int{}
	yields := 0
	for _, s := range tl.Spans {
		kinds[s.Kind]++
		if s.Why.String() == "yielded" {
			yields++
		}
	}
	if first := tl.Spans[0]; first.Kind == monitor.NotRecorded {
		if back := tl.End.Sub(tl.Start) - first.To; back < window {
			t.Errorf("the log goes back %v of %v", back, window)
		}
	}
	// On a slow machine all may be within the budget, at times; of the last time the log has
	// everything.
	lately, noted := after.Switches-middle.Switches, after.Recorded-middle.Recorded
	if lately > 4*noted && kinds[monitor.NotRecorded] == 0 {
		t.Errorf("lately %d of %d switches are recorded, and no gap: %v", noted, lately, kinds)
	}
	if yields == 0 {
		t.Errorf("nobody yielded: %v", kinds)
	}
	t.Logf("%d of %d switches in %v, spans %v", recorded, switches, took, kinds)
}

// The log is read while it is written, by several at once.
func TestReadWhileWritten(t *testing.T) {
	start(t, monitor.Options{Window: time.Millisecond}) // it wraps around every millisecond or so
	var readers, writers sync.WaitGroup
	var stop atomic.Bool
	known := sync.Map{}
	for range 4 {
		writers.Go(func() {
			known.Store(greenrt.Current().GoroutineID(), true)
			for !stop.Load() {
				runtime.Gosched()
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			known.Store(greenrt.Current().GoroutineID(), true)
			for range 10 {
				checkTimeline(t, monitor.ReadTimeline(time.Hour))
				checkTimeline(t, monitor.ReadTimeline(time.Millisecond))
				monitor.Greenlets()
				monitor.WriteMetrics(&bytes.Buffer{})
			}
		})
	}
	readers.Wait()
	stop.Store(true)
	writers.Wait()
	tl := monitor.ReadTimeline(time.Hour)
	if !greenrt.Enabled() {
		return
	}
	ours := 0
	for _, s := range tl.Spans {
		if s.Kind != monitor.Ran {
			continue
		}
		if _, ok := known.Load(s.Greenlet); ok {
			ours++
			if s.Site == nil {
				t.Fatalf("%+v", s)
			}
		}
	}
	if ours == 0 {
		t.Error("none of those that ran is in the timeline")
	}
}
