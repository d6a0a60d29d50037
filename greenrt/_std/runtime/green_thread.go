// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

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
// runs elsewhere meanwhile, and moves for good if its thread stays away.

// greenStrays is how many times in a row a hub's thread may be busy when the
// hub is to run before the hub moves for good.
const greenStrays = 64

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
