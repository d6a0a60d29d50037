package core

import "runtime"

func yield() { runtime.Gosched() }

// Yield lets others run and raises what was asked of the calling goroutine.
func Yield() {
	runtime.Gosched() // in a green program a place where things are raised
	if !Green {
		Point()
	}
}

// Others reports whether other greenlets of the caller's hub are ready to run. It is
// false in a plain program, which cannot tell.
func Others() bool {
	return others()
}
