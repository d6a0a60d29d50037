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
//	2     who waited was killed; a signal is refused
//	a g   it waits
//
// So who signals knows whether the signal has arrived or must go to another. A word is
// set to 0 when it is used again.

const (
	greenWordFree uintptr = iota
	greenWordSignalled
	greenWordKilled
)

// greenAwait waits until word is signalled. word may not be on a stack.
//
//go:linkname greenAwait
func greenAwait(word *uintptr) {
	if atomic.Casuintptr(word, greenWordSignalled, greenWordFree) {
		return
	}
	gp := getg()
	gp.param = unsafe.Pointer(word) // for greenEndWait
	gopark(greenAwaitCommit, unsafe.Pointer(word), waitReasonCoroutine, traceBlockGeneric, 2)
	gp.param = nil
	atomic.Storeuintptr(word, greenWordFree)
}

func greenAwaitCommit(gp *g, word unsafe.Pointer) bool {
	return atomic.Casuintptr((*uintptr)(word), greenWordFree, uintptr(unsafe.Pointer(gp)))
}

// greenSignal signals word, and wakes who waits for it. It does not yield. It reports
// false if who waited was killed.
//
//go:linkname greenSignal
func greenSignal(word *uintptr) bool {
	for {
		old := atomic.Loaduintptr(word)
		if old == greenWordKilled {
			return false
		}
		if atomic.Casuintptr(word, old, greenWordSignalled) {
			if old > greenWordKilled {
				goready((*g)(unsafe.Pointer(old)), 2)
			}
			return true
		}
	}
}

// greenOthers reports whether members of the calling goroutine's hub are ready.
//
//go:linkname greenOthers
func greenOthers() bool {
	gp := getg()
	return greenHolds(gp) && gp.greenHub().waits()
}

// greenHandOver waits until mine is signalled and signals to, in one step if it can: of
// two goroutines that hand control to one another, by the direct switch. A kill does not end
// the wait, as one of them runs at a time. mine and to may not be used by
// members of other hubs, or by anybody at the same time.
//
//go:nosplit
//go:linkname greenHandOver
func greenHandOver(mine, to *uintptr) {
	gp := getg()
	if gp.green != 0 && greenHandOverTo(gp, mine, to) {
		return
	}
	greenSignal(to)
	if !atomic.Casuintptr(mine, greenWordSignalled, greenWordFree) {
		gopark(greenAwaitCommit, unsafe.Pointer(mine), waitReasonCoroutine, traceBlockGeneric, 2)
		*mine = greenWordFree
	}
}

// greenHandOverTo is greenTurn to the one that waits on to, from gp, which will be
// waiting and not runnable. It returns false at once if this takes the slow way.
//
//go:nosplit
func greenHandOverTo(gp *g, mine, to *uintptr) bool {
	h := gp.greenHub()
	if !h.heldBy(gp) || h.beats <= 0 || h.blame != 0 || *mine != greenWordFree || *to <= greenWordKilled {
		return false
	}
	next := (*g)(unsafe.Pointer(*to))
	mp := gp.m
	if next.green != gp.green || next.greenAway || greenMustSchedule(mp.p.ptr()) || greenSlow(mp, next) || gp.tracking || gp.bubble != nil {
		return false
	}
	*to = greenWordFree
	*mine = uintptr(unsafe.Pointer(gp))
	gp.waitreason = waitReasonCoroutine
	h.beats--
	h.lend(next)
	greenStart(mp, next)
	greenSwitch(gp, next, _Gwaiting)
	*mine = greenWordFree
	return true
}
