// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import "unsafe"

// The inbox: how members that somebody made ready who has not the token come into the
// ring. It is a stack of g's without a lock, linked by g.schedlink, which anybody may
// push to and who has the token empties as a whole.
//
//	from    to      when                                          who
//	        inbox   it was woken (post), or was away (rejoin)     any M
//	inbox   guests  it was woken                                  who has the token (invite)
//	inbox   ring    it was away                                   the same
//	guests  ring    at the tail, while the ring is short and no   the same (drain)
//	                slices are used up; at the head in turns      (admit)
//	                with the ring else; before a leave            (favour)

// post puts the runnable gp, which was woken, into the inbox, and rejoin one that was away.
// The caller must kick the hub afterwards.
//
//go:nowritebarrierrec
func (h *greenHub) post(gp *g) { h.put(gp, 0) }

//go:nowritebarrierrec
func (h *greenHub) rejoin(gp *g) { h.put(gp, greenWasAway) }

// greenWasAway marks who was away, in the link to it from the inbox or from the one that
// was put there after it: a bit that no pointer to a g has.
const greenWasAway = 1

//go:nowritebarrierrec
func (h *greenHub) put(gp *g, mark uintptr) {
	greenCheckReady(h, gp)
	for {
		top := h.inbox.Load()
		gp.schedlink = guintptr(top)
		if h.inbox.CompareAndSwap(top, uintptr(unsafe.Pointer(gp))|mark) {
			return
		}
	}
}

// drain moves the guests and the inbox to the ring's tail, who was woken before who was
// away. The caller has the token.
//
//go:nowritebarrierrec
func (h *greenHub) drain() {
	if h.inbox.Load() == 0 && h.guests.empty() {
		return
	}
	ring := h.ring
	h.ring = gQueue{}
	h.invite()
	ring.pushBackAll(h.guests)
	ring.pushBackAll(h.ring)
	h.ring, h.guests = ring, gQueue{}
}

// admit lets guests into a ring that is not empty. They go to its tail, where their
// turn comes within a beat if the ring is short. The caller has the token.
//
// Behind a long ring, of members that each leave the hub for instance, they would wait
// for as many leaves, tens of milliseconds; and behind a short one in which members use up
// their slices, ten for each of them. Those should be among the spent, but each time that
// a greenlet is away for a moment it comes back as one that has used nothing: sixteen that
// read from the page cache leave for 32 reads whenever one of these is found to have
// lasted. So such a ring and its guests take turns: guests go to its head, half a beat of
// them, and the next when these and somebody of the ring had their turns.
//
//go:nowritebarrierrec
func (h *greenHub) admit() {
	if h.ring.size <= greenBeat && h.polled-h.spentAt >= 2*forcePreemptNS {
		h.drain()
		return
	}
	h.invite()
	if h.ahead-h.turns <= greenBeat/2 {
		return
	}
	var first gQueue
	for range greenBeat / 2 {
		gp := h.guests.pop()
		if gp == nil {
			break
		}
		first.pushBack(gp)
	}
	if !first.empty() {
		h.ahead = h.turns + uint32(first.size)
		first.pushBackAll(h.ring)
		h.ring = first
	}
}

// invite empties the inbox, oldest first: who was woken becomes a guest, and who was away
// goes to the ring's tail. The caller has the token.
//
//go:nowritebarrierrec
func (h *greenHub) invite() {
	if h.inbox.Load() == 0 {
		return
	}
	newest, oldest := h.inbox.Swap(0), uintptr(0)
	for newest != 0 {
		link, gp := newest, greenLinked(newest)
		newest = uintptr(gp.schedlink)
		gp.schedlink = guintptr(oldest)
		oldest = link
	}
	for oldest != 0 {
		link, gp := oldest, greenLinked(oldest)
		oldest = uintptr(gp.schedlink)
		if greenChecking {
			greenCheckReady(h, gp)
		}
		if link&greenWasAway != 0 {
			h.ring.pushBack(gp)
		} else {
			h.guests.pushBack(gp)
		}
	}
}

// greenLinked returns the g of a link in the inbox.
//
//go:nowritebarrierrec
func greenLinked(link uintptr) *g { return guintptr(link &^ greenWasAway).ptr() }

// favour is called when the holder leaves the hub, by who has the token. At every second
// time the oldest guest is next, before the ring. A leave takes as long as hundreds of
// switches, and if sysmon has to find the call a millisecond or more; with a thousand
// members in the ring that are about to leave as well, who was woken from outside would
// wait for tens of milliseconds, or for seconds. And if each starts another one before it
// leaves, the ring is never empty and no beat comes. A nil hub is allowed.
//
// It is not called where a holder is in a short call by chance when the world stops or
// a P is reclaimed: there is no program in which these are all the switches that there are.
//
//go:nowritebarrierrec
func (h *greenHub) favour() *greenHub {
	if h == nil {
		return nil
	}
	h.left = true
	h.leaves++
	if h.leaves%2 == 0 {
		h.invite()
		if gp := h.guests.pop(); gp != nil {
			h.ring.push(gp)
		}
	}
	return h
}
