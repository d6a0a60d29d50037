package main

import (
	"bytes"
	"io"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"runtime/trace"
	"time"
)

// probes stops the world, or looks at a running one, in every way that the
// runtime offers. Each takes another path past a switch that is under way.
func probes(w *worker) {
	buf := make([]byte, 1<<18)
	for !w.over() {
		switch w.rng.IntN(10) {
		case 0:
			runtime.GC()
		case 1:
			debug.FreeOSMemory()
		case 2:
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
		case 3:
			n := runtime.Stack(buf, true)
			same(w, "a dump of all stacks starts with mine", bytes.HasPrefix(buf[:n], []byte("goroutine ")), true)
		case 4:
			w.must(pprof.Lookup("goroutine").WriteTo(io.Discard, w.rng.IntN(2)))
		case 5:
			w.must(pprof.StartCPUProfile(io.Discard))
			time.Sleep(upTo(w.rng, 50*time.Millisecond))
			pprof.StopCPUProfile()
		case 6:
			w.must(trace.Start(io.Discard))
			time.Sleep(upTo(w.rng, 50*time.Millisecond))
			trace.Stop()
		case 7:
			w.must(pprof.Lookup("threadcreate").WriteTo(io.Discard, 0))
			w.must(pprof.Lookup("mutex").WriteTo(io.Discard, 0))
			w.must(pprof.Lookup("block").WriteTo(io.Discard, 0))
		case 8:
			if n := runtime.NumGoroutine(); n < 2 {
				w.failf("NumGoroutine is %d", n)
			}
		case 9:
			runtime.SetBlockProfileRate(w.rng.IntN(2))
			runtime.SetMutexProfileFraction(w.rng.IntN(2))
		}
		w.tick()
		time.Sleep(upTo(w.rng, 20*time.Millisecond))
	}
	runtime.SetBlockProfileRate(0)
	runtime.SetMutexProfileFraction(0)
}
