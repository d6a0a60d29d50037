// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import "internal/runtime/atomic"

// A hub keeps to its thread.
//
// Go's scheduler runs a goroutine on whichever thread finds it first. When a hub
// is idle that may be any thread that came out of the poller or woke up to look
// for work, so that a hub under a changing load would wander: its members' data
// follow from core to core, and nobody could say which thread is the hub. So
// the thread that is about to run a holder first asks whether the hub's former
// thread is asleep, and if so gives it the goroutine and the P, as the scheduler
// does for a locked thread. That costs a futex wake, but only after a stray
// wake-up or after a system call that lasted: a hub whose own thread waits in
// the poller stays without it. A thread that is busy is not waited for. The hub
// runs elsewhere meanwhile, comes back at a beat, and moves for good if its
// thread stays away.
//
// Who waits in the poller gets the hub's next event, so it had better be the
// hub's thread. It will be, if nobody else waits there while the hub runs: the
// thread on which a hub becomes idle is the next to find nothing to do
// (greenMayPoll). Meanwhile the hub's beats poll, and run the due timers of Ps
// that are idle; sysmon does the same at each of its looks while the holder computes
// or is in a system call (greenKeepWatch). If a goroutine that is no member waits for a
// descriptor, threads may wait in the poller as ever.

// greenStrays is how many times in a row a hub's thread may be busy when the
// hub is to run before the hub moves for good.
const greenStrays = 8

// greenHome reports whether gp, which holds h, may run on the calling M. If not
// it has been given to h's thread together with the P, and the M, which got
// another P since, must look for other work.
func greenHome(h *greenHub, gp *g) bool {
	mp := getg().m
	if h.thread.ptr() == mp {
		h.strays = 0
		return true
	}
	if sched.gcwaiting.Load() {
		return true // the P is about to stop
	}
	if h.thread == 0 || h.strays >= greenStrays {
		h.strays = 0
		h.thread.set(mp)
		return true
	}
	var home *m
	lock(&sched.lock)
	if former := h.thread.ptr(); former != nil {
		home = mgetSpecific(former)
	}
	unlock(&sched.lock)
	if home == nil {
		h.strays++
		return true
	}
	h.strays = 0
	runqput(mp.p.ptr(), gp, true)
	home.nextp.set(releasep())
	notewakeup(&home.park)
	stopm()
	return false
}

// greenForget is told of an M that exits. The caller holds sched.lock.
//
//go:nowritebarrierrec
func greenForget(mp *m) {
	for i := range greenHubs {
		if h := &greenHubs[i]; h.thread.ptr() == mp {
			h.thread = 0
		}
	}
}

// greenBusy reports whether a hub has a holder.
func greenBusy() bool {
	for i := range greenHubs {
		if greenHubs[i].holder.Load() != 0 {
			return true
		}
	}
	return false
}

// greenStrangers counts the goroutines that wait for a descriptor and are away
// or no members.
var greenStrangers atomic.Int32

// greenStranger adds the calling goroutine, which is about to wait for a
// descriptor, to greenStrangers if it is one. The caller adds the negative result
// when the wait is over.
func greenStranger() int32 {
	if gp := getg(); greenOn && (gp.green == 0 || gp.greenAway) {
		greenStrangers.Add(1)
		return 1
	}
	return 0
}

// greenMayPoll reports whether the calling M, which found nothing to do and has no
// P, may wait in the poller. A thread that runs a hub polls now and then, and finds
// out that it may when the hub becomes idle.
func greenMayPoll() bool {
	return greenStrangers.Load() != 0 || !greenBusy()
}

// greenPlain is called before a goroutine runs that is no member or is away. If its
// thread was to wait in the poller for an idle hub, another one must.
func greenPlain() {
	if sched.lastpoll.Load() != 0 && sched.npidle.Load() != 0 && netpollinited() && netpollAnyWaiters() && !greenBusy() {
		wakep()
	}
}

// astray reports whether the calling M runs h while h's own thread seems to
// be asleep.
func (h *greenHub) astray() bool {
	home := h.thread.ptr()
	return home != nil && home != getg().m && home.p == 0 && home.curg == nil && home.blocked
}
