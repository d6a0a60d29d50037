// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

// Switching without Go's scheduler.
//
// A holder that yields goes to the next member directly (greenTurn): on the two
// stacks, by a few instructions of assembly, without a trip to g0. A holder that
// waits goes by way of g0, in one step if it can (green_park.go). One that ends, or
// yields in a way that needs a decision, goes to the next member without schedule
// (greenRun).
//
// The short ways skip the compare-and-swap on the g's status, 5 ns each. The status
// itself is never skipped, but stored. That is right while nobody else may change
// the status of a runnable or running member, and the only one who does is
// suspendG, which has two callers: the collector when it scans stacks, and the
// execution tracer. (A kill sets the scan bit as well, but is made by the holder, who
// switches to nobody meanwhile.) So plain stores are made only while gcphase is _GCoff and
// tracing is off. Neither can begin in the middle: both begin with the world
// stopped, and there is no safe point in here. GREENRT=check=1 asserts in
// suspendG that it is so (greenCheckSuspend). x86 keeps stores in order, so who
// sees from as runnable also sees where it left off. And who wakes a greenlet that
// waits learned of it from what its unlock function did afterwards, which releases
// a lock or swaps a word and so comes behind the status.
//
//	who may look at the g's meanwhile     what keeps it right
//	the collector or the tracer           not before the next safe point
//	a signal on this M                    to.m is set before TLS names to;
//	                                      assembly is no safe point, and the
//	                                      unwinder stops where SP is written
//	another thread that wakes a member    finds the token with to or from, and
//	                                      uses the inbox for either
//	who takes the hub from to later       to runs first, and from is published
//	                                      before to runs
//
// What execute and schedule do besides, these do too, or they are not taken:
// tracing, goroutine profiles, the CPU profiler's rate, synctest bubbles and
// sampled latencies (g.tracking) go the slow way.

// greenPublished as the status for greenSwitch leaves that of from as it is.
const greenPublished = 0

// greenSwitch is in assembly.
//
//go:noescape
func greenSwitch(from, to *g, status uint32)

// greenGosched is in assembly: greenTurnOrYield for a member, else mcall(gosched_m).
func greenGosched()

// greenTurnOrYield yields from the calling goroutine, a member.
//
//go:nosplit
func greenTurnOrYield() {
	gp := getg()
	if !greenTurn(gp) {
		mcall(gosched_m)
	}
	if gp.greenKill&greenKillAsked != 0 {
		greenYielded(gp)
	}
}

// greenGoschedSlow is what greenGosched calls on g0: assembly cannot name a
// function's value unless Go code does.
var greenGoschedSlow = gosched_m

// greenTurn yields from gp, the calling goroutine, to the hub's next member
// and returns true when gp has its next turn. It returns false at once, with
// nothing changed, if gp is not a holder or this takes the slow way.
//
//go:nosplit
func greenTurn(gp *g) bool {
	h := gp.greenHub()
	if !h.heldBy(gp) {
		return false
	}
	to := h.ring.head.ptr()
	mp := gp.m
	pp := mp.p.ptr()
	if to == nil || greenMustSchedule(pp) || greenSlow(mp, to) || gp.tracking || gp.bubble != nil ||
		h.beats <= 0 && !h.notes(to, greenWhyYielded) { // last, as it may have an effect
		return false
	}
	if greenChecking {
		systemstack(func() { greenCheckReady(h, to) })
	}
	h.beats--
	h.rotate(to, gp)
	h.hold(to)
	greenStart(mp, to)
	greenSwitch(gp, to, _Grunnable)
	return true
}

// rotate takes first, the ring's head, out and puts gp at the tail.
//
//go:nosplit
func (h *greenHub) rotate(first, gp *g) {
	gp.schedlink = 0
	// The tail may be first itself: link before unlinking.
	h.ring.tail.ptr().schedlink.set(gp)
	h.ring.tail.set(gp)
	h.ring.head = first.schedlink
	first.schedlink = 0
}

// greenStart makes gp, a runnable member, run on mp as far as its own fields
// go. Running g's have an M, so that comes first.
//
//go:nosplit
func greenStart(mp *m, gp *g) {
	setMNoWB(&gp.m, mp)
	greenStore(gp, _Grunning)
	gp.syncSafePoint = false
	gp.waitsince = 0
	gp.preempt = false
	gp.stackguard0 = gp.stack.lo + stackGuard
}

// greenShared reports whether somebody else may change gp's status, or wants to
// know when it changes.
//
//go:nosplit
func greenShared(gp *g) bool {
	return gcphase != _GCoff || traceEnabled() || traceShuttingDown() || gp.tracking || gp.bubble != nil
}

// greenExecute is execute for a member, on its hub's P and in its time slice. It
// does not return.
func greenExecute(gp *g) {
	mp := getg().m
	if greenSlow(mp, gp) {
		execute(gp, true)
	}
	setGNoWB(&mp.curg, gp)
	greenStart(mp, gp)
	gogo(&gp.sched)
}

// greenSlow reports whether a switch to gp on mp must go the slow way: its status
// may be changed by others, or something observes switches.
//
//go:nosplit
func greenSlow(mp *m, gp *g) bool {
	return greenShared(gp) || goroutineProfile.active || mp.profilehz != sched.profilehz || casgstatusAlwaysTrack
}
