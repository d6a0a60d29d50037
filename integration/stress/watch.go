package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"syscall"
	"time"
)

// watch ends the run when a worker does not get on. It must not depend on what
// it watches: locked to a thread it is no part of a hub, so that it still runs when
// a hub has come to a stop. When Go's whole scheduler has, only the parent
// process can help (drive.go).
func watch() {
	runtime.LockOSThread()
	for {
		time.Sleep(time.Second)
		workers.Lock()
		list := workers.list
		workers.Unlock()
		for _, w := range list {
			idle := time.Duration(now() - w.last.Load())
			if !w.ended.Load() && idle > *stall {
				hung(w, idle)
			}
		}
	}
}

// hung reports that w hangs. First the goroutines by number and stack, which
// is readable with 100,000 of them but needs the world stopped; if that does not come, or
// in any case afterwards, SIGQUIT makes the runtime print every one by itself.
func hung(w *worker, idle time.Duration) {
	fmt.Printf("stress: FAIL seed=%d %v: %s has not got on for %v: a lost wake-up?\n%s\n",
		seed, current.Load(), w.kind.name, idle.Round(time.Second), totals())
	done := make(chan bool)
	go func() {
		runtime.LockOSThread() // for the same reason as watch
		pprof.Lookup("goroutine").WriteTo(os.Stdout, 1)
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		fmt.Println("stress: the world does not stop for a goroutine profile")
	}
	syscall.Kill(syscall.Getpid(), syscall.SIGQUIT)
	time.Sleep(time.Minute)
	os.Exit(1)
}

// report prints a line of totals now and then.
func report(start time.Time) {
	for range time.Tick(10 * time.Second) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Printf("%4.0fs %v goroutines=%d threads=%d gc=%d heap=%dM stacks=%dM\n      %s\n",
			time.Since(start).Seconds(), current.Load(), runtime.NumGoroutine(), threads(), m.NumGC, m.HeapAlloc>>20, m.StackInuse>>20, totals())
	}
}

// totals says how often each kind of work got on.
func totals() string {
	var b strings.Builder
	for _, k := range kinds {
		if n := k.ticks.Load(); n > 0 {
			fmt.Fprintf(&b, "%s=%d ", k.name, n)
		}
	}
	return b.String()
}
