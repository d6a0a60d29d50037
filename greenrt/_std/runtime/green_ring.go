// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import "unsafe"

// Ring and token: what a hub is made of, beside its inbox (green_inbox.go). Nothing here
// knows when a greenlet parks or which system call it is in; see green.go for the
// protocol and green_hooks.go for where Go's scheduler calls it.

const (
	// greenBeat is how many switches may happen between two beats. A switch
	// with its cause costs some 100 ns, so a beat's 50 ns cost 1 %.
	greenBeat = 64

	// greenPollEvery is how many ns pass at least between two polls by beats.
	// A poll costs 250 ns, which greenlets that only yield to one another, at
	// 10 ns a switch, would pay every 640.
	greenPollEvery = 20_000

	// greenSlices is how many slices are used up until one of the spent has its turn
	// (admitSpentInTurn). Two, so that the spent and those who are new take turns; with
	// one, each of the spent would call for the next, and all others get nothing.
	greenSlices = 2
)

//go:nosplit
func (h *greenHub) heldBy(gp *g) bool {
	return h.holder.Load() == uintptr(unsafe.Pointer(gp))
}

// turn returns a number that changes when the holder does.
//
//go:nosplit
func (h *greenHub) turn() uint32 { return h.turns + h.lent }

// claim takes the token of an idle hub for gp. It reports whether gp holds now.
//
//go:nosplit
//go:nowritebarrierrec
func (h *greenHub) claim(gp *g) bool {
	if h.holder.Load() != 0 || !h.holder.CompareAndSwap(0, uintptr(unsafe.Pointer(gp))) {
		return false
	}
	h.turns++
	if h.idled < 0 {
		h.wakes(gp)
	}
	return true
}

// usedUp reports whether gp, a holder that is being preempted, has had the hub for
// most of a time slice while others waited, and notes the time. sysmon preempts
// whoever holds a hub that was busy for a slice, and that is most often somebody who
// has just begun. Coroutines that lend one another the hub have a slice in common, or one
// that takes its values from an iter.Pull would never use up its own.
func (h *greenHub) usedUp(gp *g) bool {
	seen := &greenSeen[gp.green-1] // sysmon's; a hint
	if seen.slice != h.turns {
		return false
	}
	now := nanotime()
	if now-seen.sliceAt < forcePreemptNS/2 {
		return false
	}
	h.spentAt = now
	h.slices++
	return true
}

// admitSpent puts the member that has been among the spent for longest, if there is
// one, at the ring's tail. The caller has the token.
//
// In the ring's tail from the first it would get a slice for each round of the ring:
// one greenlet that computes beside a chain of others that wake each other would
// take ten milliseconds for each link. In Go such a chain has a time slice in
// common, and who was preempted waits in the global queue meanwhile. Here the
// spent have their turn when the ring is empty, and when the others had it for as
// long as a slice (admitSpentInTurn).
//
//go:nowritebarrierrec
func (h *greenHub) admitSpent() {
	if gp := h.spent.pop(); gp != nil {
		h.ring.pushBack(gp)
		h.slices = 0
	}
}

// admitSpentInTurn is admitSpent at a beat, when the ring is not empty: if nobody has used
// up a slice for as long as one, or greenSlices of them were used up since the last of the
// spent was admitted. The first alone would not do. Members that compute and have just
// begun, or just come back, use up slices as well, and if such a one is always ready, as
// when more work comes in than the hub can do, none that has used up its first slice
// would ever come to its end.
//
//go:nowritebarrierrec
func (h *greenHub) admitSpentInTurn() {
	if h.polled-h.spentAt >= forcePreemptNS || h.slices >= greenSlices {
		h.admitSpent()
	}
}

// waits reports whether members are ready. Who does not have the token may take
// the answer for a hint.
//
//go:nosplit
//go:nowritebarrierrec
func (h *greenHub) waits() bool {
	return !h.ring.empty() || !h.guests.empty() || !h.spent.empty() || h.inbox.Load() != 0
}

// push puts the runnable gp at the ring's tail. The caller has the token.
//
//go:nowritebarrierrec
func (h *greenHub) push(gp *g) {
	if greenChecking {
		greenCheckReady(h, gp)
	}
	h.ring.pushBack(gp)
}

// append is push where nothing may be called, for the direct switches.
//
//go:nosplit
//go:nowritebarrierrec
func (h *greenHub) append(gp *g) {
	gp.schedlink = 0
	if tail := h.ring.tail; tail != 0 {
		tail.ptr().schedlink.set(gp)
	} else {
		h.ring.head.set(gp)
	}
	h.ring.tail.set(gp)
	h.ring.size++
}

// take takes first, the ring's head, out, and giveBack puts it there again.
//
//go:nosplit
//go:nowritebarrierrec
func (h *greenHub) take(first *g) {
	h.ring.head = first.schedlink
	if h.ring.head == 0 {
		h.ring.tail = 0
	}
	h.ring.size--
}

//go:nosplit
//go:nowritebarrierrec
func (h *greenHub) giveBack(first *g) {
	first.schedlink = h.ring.head
	if h.ring.head == 0 {
		h.ring.tail.set(first)
	}
	h.ring.head.set(first)
	h.ring.size++
}

// next takes the member whose turn it is out of the ring. The caller has the
// token, as greenPassing. If it returns nil the token is gone and the hub idle.
//
//go:nowritebarrierrec
func (h *greenHub) next() *g {
	greenCheckPassing(h)
	for {
		if h.ring.empty() {
			h.drain()
		}
		if h.ring.empty() {
			h.admitSpent()
		}
		if gp := h.ring.pop(); gp != nil {
			return gp
		}
		if h.watched {
			h.rests()
		}
		// The order of the next two lines, against that of post and kick,
		// is what loses no wake-up (invariant 3).
		h.holder.Store(0)
		if h.inbox.Load() == 0 || !h.holder.CompareAndSwap(0, greenPassing) {
			return nil
		}
		if h.idled < 0 {
			h.wakes(nil)
		}
	}
}

// kick gets an idle hub going that has something in its inbox.
//
//go:nowritebarrierrec
func (h *greenHub) kick() {
	if h.holder.Load() == 0 && h.inbox.Load() != 0 && h.holder.CompareAndSwap(0, greenPassing) {
		if h.idled < 0 {
			h.wakes(nil)
		}
		h.handOn()
	}
}

// handOn gives the token to the next member and makes a P run it. The caller
// has the token, as greenPassing, and may be without a P. A nil hub is allowed:
// nothing to hand on.
//
//go:nowritebarrierrec
func (h *greenHub) handOn() {
	if h == nil {
		return
	}
	gp := h.next()
	if gp == nil {
		return
	}
	h.holdNext(gp)
	mp := acquirem() // keeps the P in a local variable
	if pp := mp.p.ptr(); pp != nil {
		runqput(pp, gp, false)
		wakep()
	} else {
		lock(&sched.lock)
		globrunqput(gp)
		unlock(&sched.lock)
		if sched.npidle.Load() != 0 {
			startm(nil, false, false)
		}
	}
	releasem(mp)
}

// handOver is handOn for a caller who gives a P away right afterwards: handoffp
// finds the next holder in the global queue.
//
//go:nowritebarrierrec
func (h *greenHub) handOver() {
	if h == nil {
		return
	}
	lock(&sched.lock)
	h.handOnLocked()
	unlock(&sched.lock)
}

// handOnLocked is handOver for a caller who holds sched.lock.
//
//go:nowritebarrierrec
func (h *greenHub) handOnLocked() {
	if h == nil {
		return
	}
	if gp := h.next(); gp != nil {
		h.holdNext(gp)
		globrunqput(gp)
	}
}

// holdNext gives the token to gp, whom the caller does not run itself.
//
//go:nowritebarrierrec
func (h *greenHub) holdNext(gp *g) {
	h.hold(gp)
	if h.recording {
		h.note(nanotime(), gp, h.why)
	}
}

// beat looks after those that a ring which never empties would starve: due timers,
// those of idle Ps included (see green_thread.go), and the poller. Members that it
// makes ready come to the inbox. It runs on g0 without a current g, so
// that the functions of due timers start as from the scheduler: in the right
// hub, and for the race detector with the timer's context.
func (h *greenHub) beat(pp *p) {
	h.beats = greenBeat
	now, _, _ := pp.timers.check(0, nil)
	if now == 0 {
		now = nanotime()
	}
	if h.watched || h.recording {
		h.pace(now)
	}
	if now-h.polled < greenPollEvery {
		return
	}
	h.polled = now
	for id, other := range allp {
		if other != pp && idlepMask.read(uint32(id)) && timerpMask.read(uint32(id)) {
			other.timers.check(now, nil)
		}
	}
	if netpollinited() && netpollAnyWaiters() && sched.lastpoll.Load() != 0 && sched.pollingNet.Swap(1) == 0 {
		list, delta := netpoll(0)
		h.polls++
		sched.pollingNet.Store(0)
		injectglist(&list)
		netpollAdjustWaiters(delta)
	}
}
