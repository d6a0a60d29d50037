// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import "unsafe"

// Which calls leave the hub first.
//
// Leaving costs a few microseconds: another thread is woken to run the hub, and
// this one sleeps and is woken when the greenlet comes back. Most system calls
// are shorter than that, so most enter as in any Go program, and sysmon takes
// the hub away from those that last. That is late, by a tick of sysmon's. Two
// kinds of call leave first instead:
//
//   - calls that say themselves that they wait: sleeping, polling with a
//     timeout, waiting for a child or a lock, flushing to a disk (greenTraps);
//   - calls that were caught lasting before. What is remembered is the call and,
//     where there is one, the descriptor; for C the function. A descriptor that
//     blocks once, a terminal or a file on a slow disk, does so again. Each call
//     that turns out to be short takes a point away, so that a thread
//     which the kernel preempted inside a short call costs a few dozen calls.
//
// The memory is a table without locks or lists. Two calls that share
// an entry cost each other time, never correctness.

const (
	greenLasted   = 32     // points of a call that was caught lasting; read-ahead puts many short reads between two long ones
	greenShort    = 50_000 // ns; a call shorter than this loses a point
	greenSlots    = 1 << 10
	greenPollTick = 1000 // us; see greenSysmonDelay
)

// greenCalls has the points of each kind of call.
var greenCalls [greenSlots]uint8

// greenSlot returns the entry of a call: its number, and its first argument if
// that is a descriptor.
//
//go:nosplit
func greenSlot(trap, arg uintptr) uint16 {
	return uint16((trap*61 + arg) % greenSlots)
}

// greenBlocks reports whether the calling goroutine, about to make a system
// call, should leave its hub first. If not it notes the call, for sysmon to
// remember if it lasts. It is called by package syscall.
//
//go:nosplit
//go:linkname greenBlocks
func greenBlocks(trap, a1, a2, a3, a4 uintptr) bool {
	gp := getg()
	if !greenHolds(gp) {
		return false
	}
	kind := greenByNumber
	if trap < uintptr(len(greenTraps)) {
		kind = greenTraps[trap]
	}
	if kind == greenWaiting {
		return greenTrapWaits(trap, a1, a2, a3, a4)
	}
	if kind == greenByNumber {
		a1 = 0
	}
	slot := greenSlot(trap, a1)
	gp.m.greenCall = slot
	return greenCalls[slot] != 0
}

// greenBlocked is told how long a call took that left first.
//
//go:nosplit
//go:linkname greenBlocked
func greenBlocked(trap, a1 uintptr, ns int64) {
	if trap < uintptr(len(greenTraps)) {
		switch greenTraps[trap] {
		case greenWaiting:
			return
		case greenByNumber:
			a1 = 0
		}
	}
	greenScore(greenSlot(trap, a1), ns)
}

//go:nosplit
func greenScore(slot uint16, ns int64) {
	switch points := greenCalls[slot]; {
	case ns >= greenShort:
		greenCalls[slot] = greenLasted
	case points > 0:
		greenCalls[slot] = points - 1
	}
}

// greenCaught is told of a thread whose call lasted until sysmon came by. The
// caller holds the scan bit of its goroutine.
//
//go:nowritebarrierrec
func greenCaught(mp *m) {
	greenCalls[mp.greenCall%greenSlots] = greenLasted
}

// greenCBlocks is greenBlocks for a call of the C function fn.
//
//go:nosplit
func greenCBlocks(fn unsafe.Pointer) bool {
	gp := getg()
	if !greenHolds(gp) {
		return false
	}
	slot := greenSlot(uintptr(fn)>>4, 0)
	gp.m.greenCall = slot
	return greenCalls[slot] != 0
}

// greenCBlocked is told that a call of fn ended that began at start, or, if
// start is 0, that did not leave first.
//
//go:nosplit
func greenCBlocked(fn unsafe.Pointer, start int64) {
	if start != 0 {
		greenScore(greenSlot(uintptr(fn)>>4, 0), nanotime()-start)
	}
}

// greenSysmonDelay bounds sysmon's sleep, in us. sysmon backs off to 10 ms when it
// finds nothing to do, and takes a P at its second look, so that the first call
// that blocks could hold the hub for 20 ms. It is bounded whether or not a hub is
// busy when sysmon falls asleep, since one may become so meanwhile. A look each
// millisecond costs about 0.2 % of a core; with all Ps idle sysmon still sleeps
// until it is woken.
//
//go:nowritebarrierrec
func greenSysmonDelay(delay uint32) uint32 {
	if greenOn && delay > greenPollTick {
		return greenPollTick
	}
	return delay
}
