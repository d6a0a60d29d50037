package monitor

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// The processes of a trace. Viewers show one track for each thread of a process.
const (
	traceHub       = 1 // its threads: the hub, and its stalls
	traceGreenlets = 2 // a thread for each greenlet
)

// WriteTrace writes the last d of what the hub did in the Trace Event Format, JSON that
// Perfetto (ui.perfetto.dev) and chrome://tracing read: who had the hub, each greenlet's
// turns, stalls, utilisation and rate of switches. It computes as long as [ReadTimeline],
// and then writes some 400 bytes for each switch. All this it does away from the hub. The
// error is w's.
//
//greenify:offload
func WriteTrace(w io.Writer, d time.Duration) error {
	t := ReadTimeline(d)
	s := Read()
	b := &traceWriter{w: bufio.NewWriterSize(w, 1<<16), names: make(map[*Site]string)}
	b.w.WriteString(`{"displayTimeUnit":"ns","otherData":{"source":"greenrt/monitor","start":` + quote(t.Start.Format(time.RFC3339Nano)) + `},"traceEvents":[`)
	program := filepath.Base(os.Args[0])
	b.meta("process_name", traceHub, 0, "hub of "+program)
	b.meta("thread_name", traceHub, 0, "hub 0")
	b.meta("thread_name", traceHub, 1, "stalls")
	b.meta("process_name", traceGreenlets, 0, "greenlets of "+program)
	seen := make(map[uint64]bool)
	for i := range t.Spans {
		b.span(&t.Spans[i], seen)
	}
	for _, stall := range Stalls() {
		b.stall(&stall, t)
	}
	for _, h := range s.Hubs {
		for _, sample := range h.Samples {
			b.sample(sample, t)
		}
	}
	b.w.WriteString("\n]}\n")
	return b.w.Flush()
}

// A traceWriter writes the events of a trace, with its errors kept by w.
type traceWriter struct {
	w     *bufio.Writer
	names map[*Site]string // quoted
	some  bool
}

// quote returns s as JSON.
func quote(s string) string {
	b, _ := json.Marshal(s) // a string can always be
	return string(b)
}

func (b *traceWriter) event(s string) {
	if b.some {
		b.w.WriteByte(',')
	}
	b.some = true
	b.w.WriteByte('\n')
	b.w.WriteString(s)
}

func (b *traceWriter) meta(what string, pid int, tid uint64, name string) {
	b.event(`{"ph":"M","name":"` + what + `","pid":` + strconv.Itoa(pid) + `,"tid":` + strconv.FormatUint(tid, 10) + `,"args":{"name":` + quote(name) + `}}`)
}

// micros writes a time in the format's unit, to the nanosecond.
func micros(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/1e3, 'f', 3, 64)
}

// complete writes an event that has a length. name and args are JSON.
func (b *traceWriter) complete(name string, pid int, tid uint64, from, to time.Duration, args string) {
	b.event(`{"ph":"X","name":` + name + `,"pid":` + strconv.Itoa(pid) + `,"tid":` + strconv.FormatUint(tid, 10) +
		`,"ts":` + micros(from) + `,"dur":` + micros(to-from) + `,"args":{` + args + `}}`)
}

// siteName returns the function of a site as JSON.
func (b *traceWriter) siteName(s *Site) string {
	name, ok := b.names[s]
	if !ok {
		if name = `"main"`; s != nil {
			name = quote(s.Function)
		}
		b.names[s] = name
	}
	return name
}

// span writes a span to the hub's track, and one to its greenlet's.
func (b *traceWriter) span(s *Span, seen map[uint64]bool) {
	switch s.Kind {
	case Idle:
		b.complete(`"idle"`, traceHub, 0, s.From, s.To, "")
		return
	case NotRecorded:
		b.complete(`"not recorded"`, traceHub, 0, s.From, s.To, "")
		return
	}
	name := b.siteName(s.Site)
	args := `"greenlet":` + strconv.FormatUint(s.Greenlet, 10) + `,"stopped":` + quote(s.Why.String())
	b.complete(name, traceHub, 0, s.From, s.To, args)
	if !seen[s.Greenlet] {
		seen[s.Greenlet] = true
		b.meta("thread_name", traceGreenlets, s.Greenlet, "greenlet "+strconv.FormatUint(s.Greenlet, 10)+", started in "+s.Site.String())
	}
	b.complete(name, traceGreenlets, s.Greenlet, s.From, s.To, args)
}

// stall writes a stall, if it is in the time of t.
func (b *traceWriter) stall(s *Stall, t Timeline) {
	from := s.Began.Sub(t.Start)
	if from < 0 || from >= t.End.Sub(t.Start) {
		return
	}
	b.complete(quote(s.Place().Function), traceHub, 1, from, from+s.Held,
		`"greenlet":`+strconv.FormatUint(s.Greenlet, 10)+`,"stack":`+quote(stackText(s.Stack)))
}

// sample writes a sample as two counters, if it is in the time of t.
func (b *traceWriter) sample(s Sample, t Timeline) {
	at := s.Time.Add(-s.Length).Sub(t.Start)
	if at < 0 || s.Length <= 0 {
		return
	}
	counter := func(name string, value float64) {
		b.event(`{"ph":"C","name":"` + name + `","pid":` + strconv.Itoa(traceHub) + `,"tid":0,"ts":` + micros(at) + `,"args":{"value":` + number(value) + `}}`)
	}
	counter("utilisation in percent", 100*s.Utilisation())
	counter("switches a second", float64(s.Switches)/s.Length.Seconds())
}
