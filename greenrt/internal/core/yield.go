package core

import "runtime"

func yield() { runtime.Gosched() }

// Yield lets others run and raises what was asked of the calling goroutine.
func Yield() {
	if !Green && watched.Load() > 0 {
		Self().waits++
	}
	runtime.Gosched() // which does not raise anything for the packages below greenrt
	Point()
}

// Others reports whether other greenlets of the caller's hub are ready to run. It is
// false in a plain program, which cannot tell.
func Others() bool {
	return others()
}
