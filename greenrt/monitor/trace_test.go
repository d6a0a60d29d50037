package monitor_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/monitor"
)

// A traceEvent is one of the Trace Event Format.
type traceEvent struct {
	Ph, Name string
	Pid, Tid *uint64
	Ts, Dur  *float64
	Args     map[string]any
}

func TestTrace(t *testing.T) {
	var hogs atomic.Int64
	start(t, monitor.Options{Threshold: 4 * time.Millisecond, Window: time.Millisecond, OnStall: func(s monitor.Stall) {
		if hogged(s) {
			hogs.Add(1)
		}
	}})
	if greenrt.Enabled() {
		var over atomic.Bool
		ready := greenrt.Go(func() {
			for !over.Load() {
				greenrt.Yield()
			}
		})
		hog(40*time.Millisecond, &hogs, 1)
		over.Store(true)
		ready.Join()
		quiesce.Until(t, "there is a sample", func() bool { return len(hub(t).Samples) > 0 })
	}
	_, other := pingpong(50) // the last, as who yields to nobody fills the log

	var b bytes.Buffer
	if err := monitor.WriteTrace(&b, time.Hour); err != nil {
		t.Fatal(err)
	}
	var trace struct {
		DisplayTimeUnit string
		TraceEvents     []traceEvent
		OtherData       map[string]string
	}
	d := json.NewDecoder(&b)
	d.DisallowUnknownFields()
	if err := d.Decode(&trace); err != nil {
		t.Fatal(err)
	}
	type track struct{ pid, tid uint64 }
	spans := make(map[track][]traceEvent)
	names := make(map[track]string)
	counters := map[string]int{}
	for _, e := range trace.TraceEvents {
		if e.Pid == nil || e.Tid == nil || e.Name == "" {
			t.Fatalf("%+v", e)
		}
		at := track{*e.Pid, *e.Tid}
		switch e.Ph {
		case "M":
			if e.Name == "thread_name" {
				names[at] = e.Args["name"].(string)
			}
		case "X":
			if e.Ts == nil || e.Dur == nil || *e.Ts < 0 || *e.Dur <= 0 {
				t.Fatalf("%+v", e)
			}
			spans[at] = append(spans[at], e)
		case "C":
			counters[e.Name]++
			if v := e.Args["value"].(float64); v < 0 || strings.Contains(e.Name, "percent") && v > 100 {
				t.Errorf("%+v", e)
			}
		default:
			t.Fatalf("%+v", e)
		}
	}
	if !greenrt.Enabled() {
		if len(spans) != 0 {
			t.Errorf("a plain program has spans: %v", spans)
		}
		return
	}
	for at, list := range spans {
		if names[at] == "" {
			t.Errorf("track %v has no name", at)
		}
		if !slices.IsSortedFunc(list, func(a, b traceEvent) int { return int(*a.Ts*1000) - int(*b.Ts*1000) }) {
			t.Errorf("track %v is not in order", at)
		}
		for i := range list[1:] {
			if end := *list[i].Ts + *list[i].Dur; end > *list[i+1].Ts+0.01 {
				t.Errorf("track %v: a span to %v overlaps one from %v", at, end, *list[i+1].Ts)
			}
		}
	}
	if len(spans[track{1, 0}]) < 50 || len(spans[track{2, other}]) == 0 || !strings.Contains(names[track{2, other}], ".pingpong") {
		t.Errorf("tracks %v", names)
	}
	if !slices.ContainsFunc(spans[track{1, 1}], func(e traceEvent) bool { return strings.HasSuffix(e.Name, ".hog") }) {
		t.Errorf("stalls %v", spans[track{1, 1}])
	}
	if counters["utilisation in percent"] == 0 || counters["switches a second"] == 0 {
		t.Error(counters)
	}
	if err := monitor.WriteTrace(broken{}, time.Second); !errors.Is(err, errBroken) {
		t.Error(err)
	}
}
