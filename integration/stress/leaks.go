package main

import (
	"bytes"
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"
	"time"
)

// stock is what the process has between rounds.
type stock struct {
	goroutines  int
	descriptors int
}

// mostThreads bounds the process's threads. The runtime keeps those that it made for
// blocking calls, so that their number follows the most calls that
// blocked at once: some dozens here. More means that somebody starts threads and forgets
// them.
const mostThreads = 400

func takeStock() stock {
	return stock{runtime.NumGoroutine() + 2, descriptors()} // and watch and report
}

// check fails if something is left over from the last round. What ends by
// itself, such as a goroutine on its last line, gets some time to.
func (s stock) check() {
	for limit := time.Now().Add(*stall); ; time.Sleep(time.Millisecond) {
		g, d := runtime.NumGoroutine(), descriptors()
		if g <= s.goroutines && d <= s.descriptors {
			break
		}
		if time.Now().After(limit) {
			pprof.Lookup("goroutine").WriteTo(os.Stdout, 1)
			fail("left over: goroutines %d, want %d; descriptors %d, want %d", g, s.goroutines, d, s.descriptors)
		}
	}
	if n := threads(); n > mostThreads {
		fail("%d threads", n)
	}
}

// descriptors counts the open files, without the one that counting needs. The
// poller's own are opened with the first connection and then stay.
func descriptors() int {
	names, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		fail("%v", err)
	}
	n := 0
	for _, e := range names {
		to, err := os.Readlink("/proc/self/fd/" + e.Name())
		if err == nil && to != "anon_inode:[eventpoll]" && to != "anon_inode:[eventfd]" {
			n++
		}
	}
	return n
}

func threads() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		fail("%v", err)
	}
	_, rest, _ := bytes.Cut(status, []byte("\nThreads:\t"))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	n, err := strconv.Atoi(string(line))
	if err != nil {
		fail("%v", err)
	}
	return n
}
