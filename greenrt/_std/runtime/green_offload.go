// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	_ "unsafe" // for go:linkname
)

// Functions that leave the hub for as long as they run.
//
// A program marks a function that computes for long, or reads memory that may be
// on a disk, with //greenify:offload. The compiler's stand-in makes its body begin
// with
//
//	defer greenOnload(greenOffload())
//
// so that it is the function which leaves, however it is called, and comes back
// however it ends: by a return, a panic or Goexit. While it runs its greenlet is an
// ordinary goroutine, which takes part in Go's scheduler as in a stock program.
// greenInOffload keeps it from coming back at the end of each system call.
//
// An offloaded function that is called by another, or on a locked thread, has
// nothing to leave, and so nothing to come back to; the flag that goes from one
// function to the other says which call it was.

// greenInOffload is a bit of g.greenKill, as g has no byte left.
const greenInOffload uint8 = 1 << 7

//go:nosplit
func (gp *g) greenOffloaded() bool {
	return gp.greenKill&greenInOffload != 0
}

// greenSetOffloaded is for gp itself, or who runs it next. Others set the bits beside it.
//
//go:nosplit
func (gp *g) greenSetOffloaded(on bool) {
	if on {
		atomic.Or8(&gp.greenKill, greenInOffload)
	} else if gp.greenOffloaded() {
		atomic.And8(&gp.greenKill, ^greenInOffload)
	}
}

// greenOffload makes the calling goroutine leave its hub until greenOnload. It
// reports whether it did.
//
//go:nosplit
//go:linkname greenOffload
func greenOffload() bool {
	gp := getg()
	if !greenHolds(gp) {
		return false
	}
	// In this order, and nosplit, so that nobody finds one without the other.
	gp.greenSetOffloaded(true)
	systemstack(func() {
		greenTake(gp, greenByOffload).favour().handOn()
	})
	return true
}

// greenOnload brings the calling goroutine back to its hub, if left says that its
// greenOffload made it leave. It returns when the goroutine holds.
//
//go:linkname greenOnload
func greenOnload(left bool) {
	if left {
		getg().greenSetOffloaded(false)
		greenReturn()
	}
}
