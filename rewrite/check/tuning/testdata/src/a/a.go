// Package a tunes the scheduler.
package a

import (
	"runtime"
	"runtime/debug"
)

func tunes(n int) {
	runtime.GOMAXPROCS(4)                    // want `sets GOMAXPROCS \[GR1302\]`
	runtime.GOMAXPROCS(n)                    // want `sets GOMAXPROCS`
	runtime.GOMAXPROCS(runtime.NumCPU() - 1) // want `sets GOMAXPROCS`
	debug.SetMaxThreads(10)                  // want `sets SetMaxThreads`
	defer debug.SetMaxThreads(n)             // want `sets SetMaxThreads`
	_ = runtime.GOMAXPROCS(0)                // ok
	_ = runtime.GOMAXPROCS(-1)               // ok
	_ = runtime.NumCPU()                     // ok
	debug.SetGCPercent(10)                   // ok
	debug.SetMaxStack(1)                     // ok
}
