// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	_ "unsafe" // for go:linkname
)

// Leaving the hub and coming back.
//
// A holder enters a system call as any goroutine does: status _Gsyscall, and it
// keeps both its P and the token. If the call is short, nothing happens. The P
// may be lost in these ways, and each passes the token on (invariant 6):
//
//	way                         where                        who, and under what
//	sysmon's retake             retake                       sysmon, scan bit
//	stop-the-world              stopTheWorldWithSema         the stopper, scan bit, sched.lock
//	forEachP                    forEachPInternal             its caller, scan bit
//	another call's end          exitsyscallTryGetP           an M that wants its old P back, scan bit
//	a pending stop-the-world    entersyscallHandleGCWait     the g itself, sched.lock
//	a call known to block       entersyscallblock            the g itself
//
// The scan bit on a g in _Gsyscall keeps its thread from leaving the call, so
// its holder may act for that g. A thread that holds it may not take sched.lock
// (lock ranking), therefore passing on has two halves: greenTake while the
// bit is held, handOver after it was cleared. In between, the token belongs to
// the taker.
//
// The same two halves serve a member that locks itself to its thread, and one that
// calls a function which leaves the hub for as long as it runs (green_offload.go).

// A greenWay is a way out of the hub. The counts by way are how tests know
// that they went the way that they were written for.
type greenWay uint8

const (
	greenByLock    greenWay = iota // LockOSThread, or a callback from C
	greenByBlock                   // entersyscallblock
	greenBySysmon                  // retake
	greenByStop                    // stopTheWorldWithSema
	greenByEachP                   // forEachPInternal
	greenByExit                    // exitsyscallTryGetP
	greenByGCWait                  // entersyscallHandleGCWait
	greenByOffload                 // greenOffload
	greenReturned                  // came back
	greenWays
)

var greenWayCount [greenWays]atomic.Uint64

// greenStats copies the number of times that members left their hub by each
// way, and came back, into counts. Package greenrt knows the order.
//
//go:linkname greenStats
func greenStats(counts []uint64) {
	for i := range min(len(counts), len(greenWayCount)) {
		counts[i] = greenWayCount[i].Load()
	}
}

// greenEnabled reports whether goroutines are greenlets in this process.
//
//go:linkname greenEnabled
func greenEnabled() bool {
	return greenOn
}

// greenTake makes gp, whose P is being taken in a system call, away. If gp held
// its hub, the caller owns the token now and must hand the
// hub on (handOn, handOver, handOnLocked);
// else the result is nil.
//
//go:nosplit
//go:nowritebarrierrec
func greenTake(gp *g, way greenWay) *greenHub {
	if gp.green == 0 {
		return nil
	}
	h := gp.greenHub()
	if !h.heldBy(gp) {
		return nil
	}
	greenWayCount[way].Add(1)
	gp.greenAway = true
	h.why = greenWhyLeft | greenWhy(way)
	h.pass()
	return h
}

// greenLeave makes the calling goroutine away, if it holds its hub, and hands
// the hub to the next member. It returns on the same thread, without having
// been descheduled.
//
//go:nosplit
func greenLeave() {
	gp := getg()
	if greenHolds(gp) {
		systemstack(func() {
			greenTake(gp, greenByLock).favour().handOn()
		})
	}
}

// greenKept reports whether gp, which is away, stays so when its call ends: it is
// locked to its thread, or in a function that is offloaded.
//
//go:nosplit
func greenKept(gp *g) bool {
	return gp.lockedm != 0 || gp.greenOffloaded()
}

// greenReturn brings the calling goroutine back to its hub, if it is away and
// nothing keeps it there. It may deschedule the goroutine, and
// returns when it holds.
//
//go:nosplit
//go:nowritebarrierrec
func greenReturn() {
	gp := getg()
	if !gp.greenAway || greenKept(gp) {
		return
	}
	greenWayCount[greenReturned].Add(1)
	if gp.greenHub().claim(gp) {
		gp.greenAway = false
		return
	}
	mcall(greenReturn_m)
}

// greenQueues reports whether gp, which comes out of a system call without a P,
// must queue for its hub, so that a P would be of no use to it.
//
//go:nosplit
//go:nowritebarrierrec
func greenQueues(gp *g) bool {
	return gp.greenAway && !greenKept(gp) && gp.greenHub().holder.Load() != 0
}

// greenQueue brings gp back to its hub, if it is away and nothing keeps it there, from the
// slow end of a system call: gp is runnable, and the calling M is on g0 without
// a P. It reports whether gp queues; if not, gp needs a P now.
//
//go:nowritebarrierrec
func greenQueue(gp *g) bool {
	if !gp.greenAway || greenKept(gp) {
		return false
	}
	greenWayCount[greenReturned].Add(1)
	gp.greenAway = false
	h := gp.greenHub()
	if h.claim(gp) {
		return false
	}
	h.rejoin(gp)
	h.kick()
	return true
}

// greenReturn_m is greenReturn on g0.
func greenReturn_m(gp *g) {
	trace := traceAcquire()
	if trace.ok() {
		trace.GoPreempt()
	}
	casgstatus(gp, _Grunning, _Grunnable)
	if trace.ok() {
		traceRelease(trace)
	}
	dropg()
	gp.greenAway = false
	h := gp.greenHub()
	h.rejoin(gp)
	h.kick()
	schedule()
}

// greenMember reports whether the calling goroutine is a member of a hub.
//
//go:linkname greenMember
func greenMember() bool {
	return getg().green != 0
}
