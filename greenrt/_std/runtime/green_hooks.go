// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/goexperiment"
	"unsafe"
)

// What Go's scheduler calls, through the rules of patch thread, at the places
// where a goroutine starts, waits, becomes ready, yields or ends. Each returns
// quickly, and does nothing, for a goroutine that is no member or is away: such
// goroutines take Go's own path everywhere. The rules test the tag in place where
// that saves a call on Go's own path, for GREENRT=off=1.

// greenInherit returns the tag of a goroutine that parent starts with a go
// statement. A timer's function is started by a g0, and a finalizer by a
// goroutine that is no member: those go to the first hub.
//
//go:nosplit
func greenInherit(parent *g) uint8 {
	if parent.green != 0 {
		return parent.green
	}
	return 1
}

// greenReady puts gp, which has just become runnable, into its hub, and reports
// whether it did. If not, gp is for Go's own queues: it is no member, or away,
// or the holder already (a holder that was stopped for a stack scan), or the
// holder from now on because the hub was idle.
//
//go:nowritebarrierrec
func greenReady(gp *g) bool {
	if gp.green == 0 || gp.greenAway {
		return false
	}
	h := gp.greenHub()
	if h.heldBy(gp) || h.claim(gp) {
		return false
	}
	// curg is nil when an M runs timers, polls, or is between two members.
	if c := getg().m.curg; c != nil && h.heldBy(c) {
		h.push(gp)
		return true
	}
	h.post(gp)
	h.kick()
	return true
}

// greenSift takes the members out of glist, a list of goroutines that wait and
// are about to be made runnable, and makes them ready in their hubs.
// What is left is for Go's own queues.
//
//go:nowritebarrierrec
func greenSift(glist *gList) {
	if !greenOn {
		return
	}
	var rest gQueue
	for !glist.empty() {
		gp := glist.pop()
		if gp.green == 0 || gp.greenAway || greenHolds(gp) {
			rest.pushBack(gp)
			continue
		}
		trace := traceAcquire()
		casgstatus(gp, _Gwaiting, _Grunnable)
		if trace.ok() {
			trace.GoUnpark(gp, 0)
			traceRelease(trace)
		}
		gp.greenHub().post(gp)
	}
	*glist = rest.popList()
	for i := range greenHubs {
		greenHubs[i].kick()
	}
}

// greenPolled is told of the poller's list, whose first goroutine findRunnable
// will run while it injects the rest. If it is a member and its hub is idle it
// takes the token here, which saves it the way through the inbox.
//
//go:nowritebarrierrec
func greenPolled(list *gList) {
	if gp := list.head.ptr(); gp != nil && gp.green != 0 && !gp.greenAway {
		greenLone = gp.schedlink == 0
		gp.greenHub().claim(gp)
	}
}

// greenAdmit is the catch-all in schedule: it reports whether gp, which came
// out of findRunnable, may run now and on this M. Some roads to there avoid
// ready: the poller, the wake-up of a GC assist, synctest. A member that came by
// one of them and cannot have the token goes to the inbox. A holder goes to its
// hub's thread.
func greenAdmit(gp *g) bool {
	if gp.green == 0 || gp.greenAway {
		greenPlain()
		return true
	}
	h := gp.greenHub()
	if h.heldBy(gp) || h.claim(gp) {
		if !greenHome(h, gp) {
			return false
		}
		if sched.sysmonwait.Load() {
			entersyscallWakeSysmon() // a busy hub relies on its looks
		}
		if h.left {
			// Members that all leave never come to a beat.
			h.left = false
			if nanotime()-h.polled >= greenPollEvery {
				known := h.recording
				h.beat(getg().m.p.ptr())
				if h.recording && !known {
					h.note(nanotime(), gp, greenWhyUnknown)
				}
			}
		}
		return true
	}
	h.post(gp)
	h.kick()
	return false
}

// greenRelease takes the token from gp if gp holds it. It returns the hub, whose
// token the calling M owns then, or nil. gp is the M's current g, or was a
// moment ago, and is a member; the M is on g0. The caller ends with greenRun.
func greenRelease(gp *g) *greenHub {
	h := gp.greenHub()
	if !h.heldBy(gp) {
		return nil
	}
	greenCheckHolder(gp)
	h.pass()
	return h
}

// greenYield puts gp, which yielded or was preempted and is runnable, behind
// the other ready members or among the spent, and runs the next. It returns if gp is not the
// holder, or must stay it: a preemption for a stop-the-world is over when the
// world starts again, and with GREENRT=preempt=off a greenlet runs until it
// waits, though goroutines that are no members get their share of the P; so does
// one that is watched (green_turns.go).
func greenYield(gp *g, preempted bool) {
	if preempted && (greenNoPreempt || sched.gcwaiting.Load() || gp.greenKill&greenUnpreempted != 0) {
		if h := gp.greenHub(); h.heldBy(gp) {
			h.beatSoon() // who waits in the inbox comes in
		}
		return
	}
	h := greenRelease(gp)
	if h == nil {
		return
	}
	spent := preempted && h.usedUp(gp)
	h.admit() // who waits in the inbox was ready before gp
	if spent {
		if greenChecking {
			greenCheckReady(h, gp)
		}
		h.spent.pushBack(gp)
	} else {
		h.push(gp)
	}
	why := greenWhyYielded
	if preempted {
		h.beatSoon()
		why = greenWhyPreempted
	}
	greenRun(h, why)
	schedule()
}

// greenEnd is what goexit1 calls on g0: goexit0, or greenExit where there are
// greenlets. mcall takes a variable as well as a function, and so the end of a
// goroutine costs no test with GREENRT=off=1. It is set once, by greenInit.
var greenEnd = goexit0

// greenExit is goexit0 for members; others are sent there. It does not return. The
// token outlives the goroutine, whose tag gdestroy clears.
func greenExit(gp *g) {
	if gp.green == 0 {
		goexit0(gp)
	}
	if goexperiment.RuntimeSecret && gp.secret > 0 {
		memclrNoHeapPointers(unsafe.Pointer(gp.stack.lo), gp.stack.hi-gp.stack.lo) // as goexit0
	}
	h := greenRelease(gp)
	gdestroy(gp)
	if h != nil {
		greenRun(h, greenWhyEnded)
	}
	schedule()
}

// greenRun runs the hub's next member; the one before stopped because of why. The calling
// M is on g0 with the token and without a current g. It returns if the M must go on with
// schedule: there is no next member, or it is in a run queue because the scheduler
// wants something of this P first.
func greenRun(h *greenHub, why greenWhy) {
	pp := getg().m.p.ptr()
	if h.beats--; h.beats < 0 && greenRunBeat(h, pp, why) {
		return
	}
	if gp := h.next(); gp != nil {
		h.hold(gp)
		greenRunNext(h, pp, gp)
	}
}

// greenRunBeat is the part of greenRun for when a beat is due, or the switch is to be
// noted. It reports whether there is nothing left to do for greenRun.
func greenRunBeat(h *greenHub, pp *p, why greenWhy) bool {
	h.why = why
	if h.records > 0 {
		h.records--
		h.beats = 0
	} else {
		h.beat(pp)
		h.admit()
		h.admitSpentInTurn()
		// Others wait for this P, and a hub that is never idle never calls
		// schedule by itself. The global queue is first in, first out, so
		// the next holder comes after all who wait now; an idle P may run
		// it meanwhile.
		if !runqempty(pp) || !sched.runq.empty() || gcBlackenEnabled != 0 {
			h.handOver()
			wakep()
			return true
		}
		if h.astray() {
			if gp := h.next(); gp != nil {
				h.holdNext(gp)
				runqput(pp, gp, true) // greenAdmit sends it home
			}
			return true
		}
	}
	if !h.recording {
		return false
	}
	if gp := h.next(); gp != nil {
		h.holdNext(gp)
		greenRunNext(h, pp, gp)
	}
	return true
}

// greenRunNext runs gp, the holder, on the calling M's P, or returns if that must go on
// with schedule.
func greenRunNext(h *greenHub, pp *p, gp *g) {
	if greenMustSchedule(pp) {
		h.beatSoon() // who waits in the inbox comes in at the next switch
		// At the tail of the global queue, as goschedImpl does; after a
		// stop-the-world, first.
		if sched.gcwaiting.Load() {
			runqput(pp, gp, true)
			return
		}
		// With nobody else there, schedule serves the request and comes back
		// to gp on this thread; other threads need not know.
		if runqempty(pp) && sched.runq.empty() {
			runqput(pp, gp, false)
			return
		}
		lock(&sched.lock)
		globrunqput(gp)
		unlock(&sched.lock)
		wakep()
		return
	}
	greenExecute(gp)
}

// greenMustSchedule reports whether Go's scheduler has a request for pp that a
// switch past it would swallow: the end of the time slice, a stop-the-world, a
// safe-point function, or a world in which user goroutines may not run.
//
//go:nosplit
func greenMustSchedule(pp *p) bool {
	return pp.preempt || sched.gcwaiting.Load() || pp.runSafePointFn != 0 || sched.disable.user
}
