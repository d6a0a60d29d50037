package main

import (
	"math"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSchedule(t *testing.T) {
	const rate, requests = 1000, 100_000
	start := time.Now()
	a, b := newSchedule(start, rate), newSchedule(start, rate)
	last, below := start, 0
	for range requests {
		at := a.next()
		if at.Before(last) {
			t.Fatalf("a request is due at %v, before the last at %v", at, last)
		}
		if other := b.next(); !other.Equal(at) {
			t.Fatalf("two schedules of a rate differ: %v and %v", at, other)
		}
		if at.Sub(last) < time.Second/rate {
			below++
		}
		last = at
	}
	// The seed is fixed, and so is the outcome: these are no chances.
	if got := requests / last.Sub(start).Seconds(); math.Abs(got-rate) > 0.01*rate {
		t.Errorf("%.0f requests a second, want %d", got, rate)
	}
	// Of an exponential distribution 1-1/e is below the mean; all gaps being equal
	// would leave none there.
	if got, want := float64(below)/requests, 1-1/math.E; math.Abs(got-want) > 0.01 {
		t.Errorf("%.3f of the gaps are below the mean, want %.3f", got, want)
	}
}

func TestPercentiles(t *testing.T) {
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(100-i))
	}
	got := percentiles(hundred, 0.5, 0.99, 0.999, 1, 0)
	if want := []time.Duration{50, 99, 100, 100, 1}; !slices.Equal(got, want) {
		t.Errorf("percentiles of 1 to 100 = %v, want %v", got, want)
	}
	if got := percentiles(nil, 0.99); got[0] != 0 {
		t.Errorf("of nothing = %v", got)
	}
}

// TestStandstill has a server that stands still once. All requests that were due
// meanwhile waited, and not only the one that it had read. A machine that is slow makes more of
// them wait, and none less.
func TestStandstill(t *testing.T) {
	const (
		rate   = 200
		length = 500 * time.Millisecond
		still  = 200 * time.Millisecond
	)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		buf := make([]byte, 64)
		for i := 0; ; i++ {
			n, err := c.Read(buf)
			if err != nil {
				return
			}
			if i == 20 {
				time.Sleep(still)
			}
			c.Write(buf[:n])
		}
	}()
	loop, err := newLoop(l.Addr().String(), "echo", 8, 1)
	if err != nil {
		t.Fatal(err)
	}
	m := &meter{pid: os.Getpid(), length: length}
	if err := loop.open(m, rate); err != nil {
		t.Fatal(err)
	}
	waited := 0
	for _, d := range m.latencies {
		if d > still/4 {
			waited++
		}
	}
	// About 30 were due in the first three quarters of it.
	if waited < 20 {
		t.Errorf("%d of %d requests waited for the server that stood still", waited, m.requests)
	}
	due, start := 0, time.Now()
	for s := newSchedule(start, rate); s.next().Before(start.Add(length)); {
		due++
	}
	if m.requests != due || len(m.latencies) != due {
		t.Errorf("%d requests in %v, %d of them measured, want %d", m.requests, length, len(m.latencies), due)
	}
}

func TestComplete(t *testing.T) {
	const answer = "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 5\r\n\r\nhello"
	for n := range len(answer) {
		if done, err := complete([]byte(answer[:n]), responseLength); done || err != nil {
			t.Fatalf("%q is complete: %v, %v", answer[:n], done, err)
		}
	}
	if done, err := complete([]byte(answer), responseLength); !done || err != nil {
		t.Errorf("%q is not complete: %v", answer, err)
	}
	for _, bad := range []string{
		answer + "!",
		strings.Replace(answer, "200", "500", 1),
		strings.Replace(answer, "Content-Length", "Length", 1),
		strings.Replace(answer, "5", "five", 1),
	} {
		if done, err := complete([]byte(bad), responseLength); err == nil {
			t.Errorf("%q: %v, and no error", bad, done)
		}
	}

	request, framing, err := traffic("echo", 3)
	if err != nil || len(request) != 3 {
		t.Fatalf("an echo of 3 is %q, %v", request, err)
	}
	if done, err := complete(request[:2], framing); done || err != nil {
		t.Errorf("2 bytes of 3: %v, %v", done, err)
	}
	if done, err := complete(request, framing); !done || err != nil {
		t.Errorf("3 bytes of 3: %v, %v", done, err)
	}
	if _, _, err := traffic("gopher", 1); err == nil {
		t.Error("there is a kind of load called gopher")
	}
}
