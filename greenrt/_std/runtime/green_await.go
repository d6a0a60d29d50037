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
//go:nosplit
//go:linkname greenAwait
func greenAwait(word *uintptr) {
	gp := getg()
	if atomic.Loaduintptr(word) == greenWordSignalled {
		*word = greenWordFree
		return
	}
	gp.param = unsafe.Pointer(word) // for greenEndWait
	if gp.green == 0 || !greenAwaitNext(gp, word) {
		gopark(greenAwaitCommit, unsafe.Pointer(word), waitReasonCoroutine, traceBlockGeneric, 2)
	}
	gp.param = nil
	*word = greenWordFree
}

func greenAwaitCommit(gp *g, word unsafe.Pointer) bool {
	return atomic.Casuintptr((*uintptr)(word), greenWordFree, uintptr(unsafe.Pointer(gp)))
}

// greenAwaitNext waits on word as gp, the calling member, and goes directly to the
// hub's next member (green_switch.go). It returns false at once, with nothing changed,
// if gp is not a holder or this takes the slow way.
//
// Others may wait for gp to end so, so it is published, as waiting and on word, while it
// is still on its stack. That is sound as nobody but this M can run a member of the hub
// before to runs: another thread that signals the word finds the token taken and puts
// gp into the inbox, whatever is missing of it yet.
//
//go:nosplit
func greenAwaitNext(gp *g, word *uintptr) bool {
	h := gp.greenHub()
	if !h.heldBy(gp) || h.blame != 0 || gp.greenKill&greenKillAsked != 0 {
		return false
	}
	to := h.ring.head.ptr()
	mp := gp.m
	if to == nil || greenMustSchedule(mp.p.ptr()) || greenSlow(mp, to) || gp.tracking || gp.bubble != nil || greenSampled(gp) ||
		h.beats <= 0 && !h.notes(to, greenWhyParked|greenWhy(waitReasonCoroutine)) { // last, as it may have an effect
		return false
	}
	if greenChecking {
		systemstack(func() { greenCheckReady(h, to) })
	}
	gp.waitreason = waitReasonCoroutine
	gp.trackingSeq++
	h.beats--
	h.take(to)
	h.hold(to)
	greenStore(gp, _Gwaiting)
	if !atomic.Casuintptr(word, greenWordFree, uintptr(unsafe.Pointer(gp))) {
		greenStore(gp, _Grunning) // signalled in this moment
		h.giveBack(to)
		h.hold(gp)
		if h.recording {
			h.note(nanotime(), gp, greenWhyUnknown)
		}
		return true
	}
	greenStart(mp, to)
	greenSwitch(gp, to, greenPublished)
	if gp.greenKill&greenKillCut != 0 {
		greenKilled(gp, waitReasonCoroutine)
	}
	return true
}

// greenSignal signals word, and wakes who waits for it. It does not yield. It reports
// false if who waited was killed.
//
//go:nosplit
//go:linkname greenSignal
func greenSignal(word *uintptr) bool {
	for {
		old := atomic.Loaduintptr(word)
		if old == greenWordKilled {
			return false
		}
		if atomic.Casuintptr(word, old, greenWordSignalled) {
			if old > greenWordKilled {
				greenSignalled((*g)(unsafe.Pointer(old)))
			}
			return true
		}
	}
}

// greenSignalled makes gp ready, which waits: goready, but on the caller's stack if gp is of
// its hub.
//
//go:nosplit
func greenSignalled(gp *g) {
	c := getg()
	if c.green != 0 && c.green == gp.green && !gp.greenAway && !greenShared(gp) {
		if h := gp.greenHub(); h.heldBy(c) {
			if greenChecking {
				systemstack(func() { greenCheckWaiting(gp) })
			}
			greenStore(gp, _Grunnable)
			h.append(gp)
			return
		}
	}
	goready(gp, 2)
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
	// In all other cases it signals and then waits.
	if gp.green == 0 || *mine != greenWordFree || *to <= greenWordKilled {
		greenSignalAndWait(mine, to)
		return
	}
	h := gp.greenHub()
	next := (*g)(unsafe.Pointer(*to))
	mp := gp.m
	if !h.heldBy(gp) || h.blame != 0 ||
		next.green != gp.green || next.greenAway || greenMustSchedule(mp.p.ptr()) || greenSlow(mp, next) || gp.tracking || gp.bubble != nil ||
		h.beats <= 0 && !h.notes(next, greenWhyParked|greenWhy(waitReasonCoroutine)) { // last, as it may have an effect
		greenSignalAndWait(mine, to)
		return
	}
	*to = greenWordFree
	*mine = uintptr(unsafe.Pointer(gp))
	gp.waitreason = waitReasonCoroutine
	h.beats--
	h.lend(next)
	greenStart(mp, next)
	greenSwitch(gp, next, _Gwaiting)
	*mine = greenWordFree
}

func greenSignalAndWait(mine, to *uintptr) {
	greenSignal(to)
	if !atomic.Casuintptr(mine, greenWordSignalled, greenWordFree) {
		gopark(greenAwaitCommit, unsafe.Pointer(mine), waitReasonCoroutine, traceBlockGeneric, 2)
		*mine = greenWordFree
	}
}
