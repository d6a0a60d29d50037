// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import "unsafe"

// Assertions of the invariants in green.go, in effect with GREENRT=check=1.
// They cost a load and a branch when they are not. A failed one throws: what it
// saw would be a memory corruption a little later.

// greenChecking is the setting GREENRT=check.
var greenChecking bool

// greenCheckReady asserts invariant 4 of gp, which enters the ring or inbox.
//
//go:nowritebarrierrec
func greenCheckReady(h *greenHub, gp *g) {
	if !greenChecking {
		return
	}
	switch {
	case readgstatus(gp)&^_Gscan != _Grunnable:
		greenBad(h, gp, "greenlet made ready is not runnable")
	case gp.green == 0 || gp.greenHub() != h:
		greenBad(h, gp, "greenlet made ready is not a member of the hub")
	case gp.greenAway:
		greenBad(h, gp, "greenlet made ready is away")
	case gp.lockedm != 0:
		greenBad(h, gp, "greenlet made ready is locked to a thread")
	case gp.greenOffloaded():
		greenBad(h, gp, "greenlet made ready is in an offloaded function")
	case h.heldBy(gp):
		greenBad(h, gp, "greenlet made ready is the holder")
	}
}

// greenCheckWaiting asserts that gp, which is about to be made ready by the holder of its
// hub, waits.
func greenCheckWaiting(gp *g) {
	if readgstatus(gp) != _Gwaiting {
		greenBad(gp.greenHub(), gp, "greenlet that is signalled does not wait")
	}
}

// greenCheckHolder asserts invariants 1 and 5 of gp, which holds and is about
// to give the token up.
func greenCheckHolder(gp *g) {
	if !greenChecking {
		return
	}
	h := gp.greenHub()
	switch {
	case gp.greenAway:
		greenBad(h, gp, "holder is away")
	case gp.lockedm != 0:
		greenBad(h, gp, "holder is locked to a thread")
	case getg() != getg().m.g0:
		greenBad(h, gp, "token given up outside g0")
	case readgstatus(gp)&^_Gscan == _Gwaiting:
		greenBad(h, gp, "token given up after the holder was published as waiting")
	}
}

// greenCheckPin asserts that the caller, who has pinned gp, may: gp is away, or he has the token
// of its hub (green_kill.go).
func greenCheckPin(gp *g) {
	tag := gp.green // who waits in iter.Pull can be resumed by a goroutine without one
	if !greenChecking || gp.greenAway || tag == 0 {
		return
	}
	h := &greenHubs[tag-1]
	if c := getg().m.curg; h.holder.Load() != greenPassing && (c == nil || !h.heldBy(c)) {
		greenBad(h, gp, "greenlet pinned without the token")
	}
}

// greenCheckPassing asserts that the caller of next has the token.
//
//go:nowritebarrierrec
func greenCheckPassing(h *greenHub) {
	if greenChecking && h.holder.Load() != greenPassing {
		greenBad(h, nil, "next holder sought without the token")
	}
}

// greenCheckSuspend asserts what lets greenStart and greenSwitch store a status
// without a compare-and-swap. It is called by suspendG.
func greenCheckSuspend() {
	if greenChecking && gcphase == _GCoff && !traceEnabled() && !traceShuttingDown() {
		throw("greenrt: suspendG outside of garbage collection and tracing")
	}
}

// greenBad reports a broken invariant and crashes the program.
//
//go:nowritebarrierrec
func greenBad(h *greenHub, gp *g, what string) {
	systemstack(func() {
		printlock()
		print("greenrt: ", what, ": hub=", h, " holder=", hex(h.holder.Load()), " ring=", h.ring.size, " inbox=", hex(h.inbox.Load()))
		if gp != nil {
			print(" g=", gp.goid, " at ", unsafe.Pointer(gp), " status=", hex(readgstatus(gp)), " away=", gp.greenAway, " locked=", gp.lockedm != 0)
		}
		print("\n")
		printunlock()
		throw("greenrt: invariant of the holder protocol broken")
	})
}
