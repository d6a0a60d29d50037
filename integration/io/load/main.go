// Command load makes requests of a server in one of three ways, and prints what it saw
// as lines of a name and a number.
//
// Closed loop: each connection sends its next request when it has the answer to the
// last. Good for the work per request, not for latency.
//
//	requests N        in all, warm-up included
//	measured N        while it measured
//	seconds X
//	cpu X             processor time of the server meanwhile, in seconds
//
// Open loop (-rate): requests are due at times that were drawn beforehand. The same,
// and
//
//	p50 X             latency from the time when a request was due, in seconds
//	p99 X
//	p999 X
//
// Idle (-idle): every connection makes one request and is left alone, until standard
// input ends.
//
//	requests N
//
// It is one thread that waits in an epoll instance, on raw system calls, so that it
// needs less of its core than the server of its own.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"time"
)

var (
	addr   = flag.String("addr", "", "address of the server")
	kind   = flag.String("kind", "echo", "echo, http or https")
	size   = flag.Int("size", 64, "bytes of an echo")
	conns  = flag.Int("conns", 64, "connections")
	warmup = flag.Duration("warmup", 200*time.Millisecond, "time before measuring")
	length = flag.Duration("time", 2*time.Second, "time to measure for")
	pid    = flag.Int("pid", 0, "process of the server")
	rate   = flag.Float64("rate", 0, "requests per second of an open loop; 0 is a closed one")
	idle   = flag.Bool("idle", false, "leave the connections alone after one request")
)

func main() {
	flag.Parse()
	runtime.LockOSThread()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run() error {
	if *idle {
		return leaveAlone(*addr, *kind, *size, *conns)
	}
	l, err := newLoop(*addr, *kind, *size, *conns)
	if err != nil {
		return err
	}
	m := &meter{pid: *pid, warmup: *warmup, length: *length}
	if *rate == 0 {
		err = l.closed(m)
	} else {
		err = l.open(m, *rate)
	}
	if err == nil {
		m.print()
	}
	return err
}
