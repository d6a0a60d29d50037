// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Waiting and waking inside a hub, the short way.
//
// Nearly every wait in a busy program is of one kind: the holder waits for a
// channel, a lock or a descriptor while another member is ready; and nearly every
// wake-up is of one kind too: the holder wakes a member of its own hub. For these
// two greenPark and greenWake do what park_m, schedule, execute and ready would,
// in a few loads and stores. They take the same liberties as greenTurn under the
// same conditions (green_switch.go), and if those do not hold, or anything else
// about the case is unusual, they leave it to the long way.
//
//	step of greenPark            why there
//	1. take to from the ring     gp has the token
//	2. give to the token         before gp is published (invariant 2): who
//	                             wakes gp meanwhile finds to and uses the inbox
//	3. gp is waiting, has no M
//	4. the unlock function       publishes gp; if it refuses, 2 and 1 are undone
//	5. run to                    on the stack of g0 nothing of gp's is in use

// greenWait is in assembly. It is what gopark ends with for a member.
func greenWait()

// greenPark is park_m for a member, gp, which has called greenWait. It runs on g0
// and returns the goroutine to go on with on this thread, or does not return.
func greenPark(gp *g) *g {
	mp := getg().m
	h := gp.greenHub()
	to := h.ring.head.ptr() // which only the holder may rely on
	if !h.heldBy(gp) || to == nil || h.blame != 0 || gp.greenKill&greenKillAsked != 0 || greenShared(gp) || greenSampled(gp) || greenSlow(mp, to) || greenMustSchedule(mp.p.ptr()) ||
		h.beats <= 0 && !h.notes(to, greenWhyParked|greenWhy(gp.waitreason)) { // last, as it may have an effect
		greenBlamed(gp)
		if greenRelease(gp) != nil {
			mp.greenUnlockf, mp.waitunlockf = mp.waitunlockf, greenUnlock
		} else {
			mp.greenUnlockf, mp.waitunlockf = mp.waitunlockf, greenUnlockAway
			atomic.Or8(&gp.greenKill, greenKillParking)
		}
		park_m(gp)
	}
	if greenChecking {
		greenCheckHolder(gp)
		greenCheckReady(h, to)
	}
	gp.trackingSeq++
	h.beats--
	h.ring.pop()
	h.hold(to)
	greenStore(gp, _Gwaiting)
	setGNoWB(&mp.curg, nil)
	setMNoWB(&gp.m, nil)
	if fn := mp.waitunlockf; fn != nil {
		ok := fn(gp, mp.waitlock)
		mp.waitunlockf = nil
		mp.waitlock = nil
		if !ok {
			h.ring.push(to)
			h.hold(gp)
			if h.recording {
				h.note(nanotime(), gp, greenWhyUnknown)
			}
			to = gp
		}
	}
	setGNoWB(&mp.curg, to)
	greenStart(mp, to)
	return to
}

// greenUnlock is the unlock function of a holder that greenPark leaves to park_m,
// around the one that gopark was given. If that one refuses the park, gp gets the
// token back; else the calling M goes on with the hub and does not return. So
// park_m itself needs no hook, which goroutines that are no members would pay for.
// With nothing left to do for the hub here, park_m goes on as for any goroutine.
func greenUnlock(gp *g, lock unsafe.Pointer) bool {
	mp := getg().m
	h, bubble := gp.greenHub(), gp.bubble != nil
	why := greenWhyParked | greenWhy(gp.waitreason)
	fn := mp.greenUnlockf
	ok := fn == nil || fn(gp, lock)
	mp.greenUnlockf = nil
	if !ok {
		h.hold(gp)
		return false
	}
	// gp is somebody else's from here on, but does not run before the hub goes on.
	if gp.greenKill&greenKillAsked != 0 {
		greenKill(gp, gp.goid, true)
	}
	if bubble {
		h.why = why
		h.handOn() // park_m has yet to tell the bubble, which may wake others
		return true
	}
	mp.waitunlockf = nil
	mp.waitlock = nil
	greenRun(h, why)
	return true
}

// greenWake is ready for a member, gp.
func greenWake(gp *g, traceskip int, next bool) {
	mp := acquirem() // keeps the P in a local variable
	if c := mp.curg; c != nil && c.green == gp.green && !gp.greenAway && gp.atomicstatus.Load() == _Gwaiting && !greenShared(gp) {
		if h := gp.greenHub(); h.heldBy(c) {
			greenStore(gp, _Grunnable)
			h.push(gp)
			releasem(mp)
			return
		}
	}
	if readgstatus(gp)&^_Gscan != _Gwaiting {
		dumpgstatus(gp)
		throw("greenrt: a greenlet that does not wait is made ready")
	}
	if greenChecking && cheaprandn(4) == 0 {
		procyield(500) // between winning and waking, where a kill may come
	}
	trace := traceAcquire()
	casgstatus(gp, _Gwaiting, _Grunnable)
	if trace.ok() {
		trace.GoUnpark(gp, traceskip)
		traceRelease(trace)
	}
	if !greenReady(gp) {
		runqput(mp.p.ptr(), gp, next)
		wakep()
	}
	releasem(mp)
}

// greenStore stores the status of a member that nobody else may change now. A
// plain store, since atomic.Store would be an exchange.
//
//go:nosplit
func greenStore(gp *g, status uint32) {
	*(*uint32)(unsafe.Pointer(&gp.atomicstatus)) = status
}

// greenSample is how often a greenlet's wait for its turn is measured, which costs
// two readings of the clock: one time in 64 that it stops running. Go measures one
// in 8, and so does this for waits on a mutex, whose total is scaled by that.
const greenSample = 64

// greenSampled reports whether the wait that gp is about to begin is measured.
func greenSampled(gp *g) bool {
	return gp.trackingSeq%gTrackingPeriod == 0 && (gp.trackingSeq%greenSample == 0 || gp.waitreason.isMutexWait())
}
