package monitor

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
)

// A metric is one family of Prometheus' text format.
type metric struct {
	name, kind, help string
	hub              bool // of hubs: not there in a program that is not green
	write            func(m *metric, w io.Writer, s *Status)
}

// metricTable is all that WriteMetrics writes. Names are those of Prometheus' custom: base
// units, and _total for what only grows.
var metricTable = []metric{
	{"green_enabled", "gauge", "Whether goroutines are greenlets.", false, value(func(s *Status) float64 { return truth(s.Green) })},
	{"green_monitor_enabled", "gauge", "Whether greenrt/monitor is on. What it counts begins again with each start.", false, value(func(s *Status) float64 { return truth(s.On) })},
	{"green_goroutines", "gauge", "Goroutines, without the runtime's own.", false, value(func(s *Status) float64 { return float64(s.Goroutines) })},
	{"green_ready_seconds", "histogram", "Time for which goroutines that were ready waited for their turn: one wait in 64 if green, else one in 8. The sum is an estimate.", false, ready},
	{"green_left_total", "counter", "How often greenlets left their hub, by the way.", true, left},
	{"green_returned_total", "counter", "How often greenlets came back to their hub.", true, value(func(s *Status) float64 { return float64(s.Left.Returned) })},
	{"green_stall_longest_seconds", "gauge", "The longest time for which a greenlet was seen to keep others from running.", true, value(func(s *Status) float64 { return s.Longest.Seconds() })},
	{"green_stalls_total", "counter", "Times that a greenlet kept others from running for longer than the threshold.", true, value(func(s *Status) float64 { return float64(s.Stalls) })},
	{"green_stall_seconds_total", "counter", "The length of these times.", true, value(func(s *Status) float64 { return s.Stalled.Seconds() })},
	{"green_hub_ready", "gauge", "Greenlets that wait for their turn.", true, hubs(func(h *Hub) float64 { return float64(h.Ready) })},
	{"green_hub_switches_total", "counter", "Changes of the greenlet that has the hub.", true, hubs(func(h *Hub) float64 { return float64(h.Switches) })},
	{"green_hub_polls_total", "counter", "Looks at the poller between two switches.", true, hubs(func(h *Hub) float64 { return float64(h.Polls) })},
	{"green_hub_waits_total", "counter", "Times that a thread waited in the poller.", true, hubs(func(h *Hub) float64 { return float64(h.Waits) })},
	{"green_hub_busy_seconds_total", "counter", "Time in which a greenlet had the hub.", true, hubs(func(h *Hub) float64 { return h.Busy.Seconds() })},
	{"green_hub_idle_seconds_total", "counter", "Time in which no greenlet was ready.", true, hubs(func(h *Hub) float64 { return h.Idle.Seconds() })},
	{"green_hub_recorded_total", "counter", "Events that were written into the log of switches.", true, hubs(func(h *Hub) float64 { return float64(h.Recorded) })},
}

// WriteMetrics writes the figures of [Read] in version 0.0.4 of Prometheus' text format,
// whose content type is [MetricsType]. The error is w's.
func WriteMetrics(w io.Writer) error {
	s := Read()
	b := bufio.NewWriter(w)
	for i := range metricTable {
		m := &metricTable[i]
		if m.hub && !s.Green {
			continue
		}
		fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", m.name, m.help, m.name, m.kind)
		m.write(m, b, &s)
	}
	return b.Flush()
}

// MetricsType is the content type of what WriteMetrics writes.
const MetricsType = "text/plain; version=0.0.4; charset=utf-8"

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// number writes x as briefly as it can be without loss.
func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// value is for a metric that is one number.
func value(get func(s *Status) float64) func(m *metric, w io.Writer, s *Status) {
	return func(m *metric, w io.Writer, s *Status) {
		fmt.Fprintf(w, "%s %s\n", m.name, number(get(s)))
	}
}

// hubs is for a metric that is a number for each hub.
func hubs(get func(h *Hub) float64) func(m *metric, w io.Writer, s *Status) {
	return func(m *metric, w io.Writer, s *Status) {
		for i := range s.Hubs {
			fmt.Fprintf(w, "%s{hub=\"%d\"} %s\n", m.name, i, number(get(&s.Hubs[i])))
		}
	}
}

// left writes the ways out of the hub, named as in the JSON of greenrt.Stats.
func left(m *metric, w io.Writer, s *Status) {
	l := &s.Left
	for _, way := range []struct {
		name string
		n    uint64
	}{
		{"locked", l.Locked}, {"blocked", l.Blocked}, {"sysmon", l.Sysmon}, {"stopped", l.Stopped},
		{"safe_point", l.SafePoint}, {"reclaimed", l.Reclaimed}, {"entering", l.Entering}, {"offloaded", l.Offloaded},
	} {
		fmt.Fprintf(w, "%s{way=%q} %d\n", m.name, way.name, way.n)
	}
}

// ready writes the histogram.
func ready(m *metric, w io.Writer, s *Status) {
	h := &s.Ready
	sum := uint64(0)
	for i, bound := range h.Bounds {
		sum += h.Counts[i]
		fmt.Fprintf(w, "%s_bucket{le=%q} %d\n", m.name, number(bound.Seconds()), sum)
	}
	total := h.Total()
	fmt.Fprintf(w, "%s_bucket{le=\"+Inf\"} %d\n%s_sum %s\n%s_count %d\n", m.name, total, m.name, number(h.sum().Seconds()), m.name, total)
}
