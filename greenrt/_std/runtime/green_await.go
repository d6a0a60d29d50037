// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Waiting for package greenrt, whose queues, events and switches have lists of their
// own and need nothing but to be put to sleep and woken: less than half of what a
// channel costs.
//
// A word is a binary semaphore for one waiter, as those of a pollDesc are:
//
//	0     nobody waits
//	1     signalled: who waits next does not
//	a g   it waits
//
// A waiter that is killed leaves 0 behind.

// greenAwait waits until word is signalled. word may not be on a stack.
//
//go:linkname greenAwait
func greenAwait(word *uintptr) {
	if atomic.Casuintptr(word, 1, 0) {
		return
	}
	gp := getg()
	gp.param = unsafe.Pointer(word) // for greenEndWait
	gopark(greenAwaitCommit, unsafe.Pointer(word), waitReasonCoroutine, traceBlockGeneric, 2)
	gp.param = nil
	atomic.Storeuintptr(word, 0)
}

func greenAwaitCommit(gp *g, word unsafe.Pointer) bool {
	return atomic.Casuintptr((*uintptr)(word), 0, uintptr(unsafe.Pointer(gp)))
}

// greenSignal signals word, and wakes who waits for it. It does not yield.
//
//go:linkname greenSignal
func greenSignal(word *uintptr) {
	if gp := atomic.Xchguintptr(word, 1); gp > 1 {
		goready((*g)(unsafe.Pointer(gp)), 2)
	}
}

// greenOthers reports whether members of the calling goroutine's hub are ready.
//
//go:linkname greenOthers
func greenOthers() bool {
	gp := getg()
	return greenHolds(gp) && gp.greenHub().waits()
}
