package main

import (
	"runtime"
	"sync/atomic"
	"time"
)

// Goroutines that keep a thread without any call, or that have one of their own.

func init() {
	const slice = 20 * time.Millisecond // what Go gives to a goroutine, twice
	add(
		&way{name: "locked", does: "LockOSThread, then nanosleep", least: least, setup: locked},
		&way{name: "loop", does: "a loop that computes", least: least, setup: loop, first: slice, second: slice},
		&way{name: "spin", does: "a loop that waits for an atomic variable", least: least, setup: spin, first: slice, second: slice},
	)
}

func locked(*bed) (func() error, error) {
	return func() error {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		return nap()
	}, nil
}

var sink atomic.Uint64

func loop(*bed) (func() error, error) {
	return func() error {
		x := uint64(1)
		for start := time.Now(); time.Since(start) < lasting; {
			// Looks at the clock only every few milliseconds: a loop
			// without calls is stopped by a signal or not at all.
			for range 5_000_000 {
				x = x*6364136223846793005 + 1442695040888963407
			}
		}
		sink.Store(x)
		return nil
	}, nil
}

// spin waits for what only another goroutine can do.
func spin(*bed) (func() error, error) {
	return func() error {
		var over atomic.Bool
		later(func() error {
			over.Store(true)
			return nil
		})
		for !over.Load() {
		}
		return nil
	}, nil
}
