package main

import (
	"fmt"
	"time"
)

// A meter counts answers, and the processor time of the server in the time that is
// measured: from the end of the warm-up on.
type meter struct {
	pid            int // of the server
	warmup, length time.Duration

	requests   int // so far; the loop counts them
	begin, end time.Time

	// Of the time that is measured. It may be off by a turn of the loop, and so is what
	// is counted.
	running  bool
	began    time.Time
	measured int           // requests when it began, and at the end how many it had
	cpu      time.Duration // of the server when it began, and at the end how much it took
	took     time.Duration // how long it was

	latencies []time.Duration // of an open loop
}

// start sets the times.
func (m *meter) start(now time.Time) {
	m.begin = now.Add(m.warmup)
	m.end = m.begin.Add(m.length)
}

// tick is told the time, and reports that it is over.
func (m *meter) tick(now time.Time) (over bool, err error) {
	if now.Before(m.begin) || m.running && now.Before(m.end) {
		return false, nil
	}
	cpu, err := used(m.pid)
	if err != nil {
		return false, err
	}
	if !m.running {
		m.running, m.began, m.measured, m.cpu = true, now, m.requests, cpu
		return false, nil
	}
	m.measured, m.took, m.cpu = m.requests-m.measured, now.Sub(m.began), cpu-m.cpu
	return true, nil
}

// print says what has been measured, when it is over.
func (m *meter) print() {
	fmt.Printf("requests %d\nmeasured %d\nseconds %f\ncpu %f\n", m.requests, m.measured, m.took.Seconds(), m.cpu.Seconds())
	if len(m.latencies) > 0 {
		p := percentiles(m.latencies, 0.5, 0.99, 0.999)
		fmt.Printf("p50 %.9f\np99 %.9f\np999 %.9f\n", p[0].Seconds(), p[1].Seconds(), p[2].Seconds())
	}
}
