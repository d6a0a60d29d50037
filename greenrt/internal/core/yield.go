package core

import "runtime"

func yield() { runtime.Gosched() }

// Yield lets others run and raises what was asked of the calling goroutine.
func Yield() {
	Gives()
	runtime.Gosched() // which does not raise anything for the packages below greenrt
	Point()
}

// Gives has WatchTurns know in a plain program that the caller gives the others a turn, also if
// what it waits for is there by the time it would wait. The hub of a green one knows.
func Gives() {
	if !Green && watched.Load() > 0 {
		Self().waits++
	}
}

// Others reports whether other greenlets of the caller's hub are ready to run. It is
// false in a plain program, which cannot tell.
func Others() bool {
	return others()
}
