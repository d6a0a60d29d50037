// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Which calls leave the hub first.
//
// Leaving costs a few microseconds: another thread is woken to run the hub, and
// this one sleeps and is woken when the greenlet comes back. Most system calls
// are shorter than that, so most enter as in any Go program, and sysmon takes
// the hub away from those that last. That is late, by a tick of sysmon's. Two
// kinds of call leave first instead:
//
//   - calls that say themselves that they wait: sleeping, polling with a
//     timeout, waiting for a child or a lock, flushing to a disk (greenTraps),
//     connecting a socket that is in blocking mode;
//   - calls that were caught lasting before. What is remembered is the call and,
//     where there is one, the descriptor; for C the function. A descriptor that
//     blocks once, a terminal or a file on a slow disk, does so again. Each call
//     that turns out to be short takes a point away, so that a thread
//     which the kernel preempted inside a short call costs a few dozen calls.
//
// Sockets that are registered with the poller do not block, so calls on them are
// never remembered, and sysmon takes the hub from them only after greenDoubt.
// Where cores are few the kernel preempts threads in the middle of a send all the
// time; moving the hub to another thread then only adds a thread that waits.
//
// The memory is a table without locks or lists. Two calls that share
// an entry cost each other time, never correctness.

const (
	greenLasted   = 32     // points of a call that was caught lasting; read-ahead puts many short reads between two long ones
	greenShort    = 50_000 // ns; a call shorter than this loses a point
	greenSlots    = 1 << 10
	greenQuick    = greenSlots // in m.greenCall: a call on a descriptor that does not block
	greenDoubt    = 2_000_000  // ns; see greenSpared
	greenAsideFor = 10_000_000 // ns until the next timer, for greenAside
	greenTick     = 1000       // us; see greenSysmonDelay
	greenCalmTick = 3000       // us; the same
	greenCalmTurn = 500_000    // ns; see greenLook
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
	kind := greenByNumber
	if trap < uintptr(len(greenTraps)) {
		kind = greenTraps[trap]
	}
	if kind&greenSharing != 0 {
		kind &^= greenSharing
		greenTrapShares(trap, a1, a2, a3)
	}
	gp := getg()
	if !greenHolds(gp) {
		return false
	}
	switch kind {
	case greenWaiting:
		return greenTrapWaits(trap, a1, a2, a3, a4)
	case greenByNumber:
		a1 = 0
	case greenByMode:
		if greenMayWait(a1) {
			return true
		}
		gp.m.greenCall = greenQuick
		gp.m.greenFD = uint32(a1)
		return false
	case greenByFD:
		if greenPollable(a1) {
			gp.m.greenCall = greenQuick
			gp.m.greenFD = uint32(a1)
			return false
		}
	}
	slot := greenSlot(trap, a1)
	gp.m.greenCall = slot
	return greenCalls[slot] != 0 || greenFilesAlways && (trap == greenTrapPread || trap == greenTrapPwrite)
}

// greenAside makes the calling goroutine, which holds its hub and is about to make
// a call that blocks, away without giving its P away, if nobody needs the P or the
// hub: no member is ready, nothing is in Go's queues, no timer is due soon, and who
// becomes ready meanwhile finds an idle P and a thread in the poller. If the call is
// over soon that was all, a tenth of what leaving costs; if not, sysmon takes the P as
// from any call. It reports whether it did so. It is called by package syscall, at
// the time now.
//
//go:nosplit
//go:linkname greenAside
func greenAside(now int64) bool {
	gp := getg()
	if !greenHolds(gp) {
		return false
	}
	h, pp := gp.greenHub(), gp.m.p.ptr()
	if greenFilesAlways || h.waits() || sched.npidle.Load() == 0 || !runqempty(pp) || !sched.runq.empty() ||
		netpollAnyWaiters() && sched.lastpoll.Load() != 0 || greenTimerBefore(now+greenAsideFor) {
		return false
	}
	gp.greenAway = true
	if h.watched {
		h.why = greenWhyLeft | greenWhy(greenByBlock)
		h.rests()
	}
	h.holder.Store(0)
	// As in next: who puts something into the inbox tries for the token after.
	if h.inbox.Load() != 0 && h.claim(gp) {
		gp.greenAway = false
		return false
	}
	greenWayCount[greenByBlock].Add(1)
	return true
}

// greenTimerBefore reports whether a timer of any P may be due before when.
//
//go:nosplit
func greenTimerBefore(when int64) bool {
	for _, pp := range allp {
		if w := pp.timers.wakeTime(); w != 0 && w < when {
			return true
		}
	}
	return false
}

// greenBlocked is told how long a call took that left first.
//
//go:nosplit
//go:linkname greenBlocked
func greenBlocked(trap, a1 uintptr, ns int64) {
	if trap < uintptr(len(greenTraps)) {
		switch greenTraps[trap] &^ greenSharing {
		case greenByMode, greenWaiting:
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
	if mp.greenCall == greenQuick {
		// The kernel took the core away, or somebody has set the
		// description to blocking through another descriptor.
		if flags, errno := fcntl(int32(mp.greenFD), greenGetFlags, 0); errno == 0 && flags&greenNonblock == 0 {
			greenSetPollable(uintptr(mp.greenFD), false)
		}
		return
	}
	greenCalls[mp.greenCall] = greenLasted
}

// greenPolls has a bit for each socket that is registered with the poller, was not set
// to blocking since, and is nobody else's (green_share.go). Other files can be
// registered, too, and block all the same: those of file systems in user space, for
// one. Descriptors beyond it count as unknown.
var greenPolls [1 << 20 / 32]uint32

//go:nosplit
func greenPollable(fd uintptr) bool {
	return fd < 32*uintptr(len(greenPolls)) && greenPolls[fd/32]&(1<<(fd%32)) != 0
}

// greenMayWait reports whether calls on the descriptor wait. Packages net and os set
// O_NONBLOCK before; to ask costs little beside a connect.
//
//go:nosplit
func greenMayWait(fd uintptr) bool {
	if greenPollable(fd) {
		return false
	}
	flags, errno := fcntl(int32(fd), greenGetFlags, 0)
	return errno == 0 && flags&greenNonblock == 0
}

// greenSetPollable is told of a socket that was registered with the poller (by
// package internal/poll), and of a descriptor that leaves the poller or is about to
// be set to blocking, or shared.
//
//go:nosplit
//go:nowritebarrierrec
//go:linkname greenSetPollable
func greenSetPollable(fd uintptr, yes bool) {
	switch {
	case fd >= 32*uintptr(len(greenPolls)):
	case yes:
		atomic.Or(&greenPolls[fd/32], 1<<(fd%32))
	default:
		atomic.And(&greenPolls[fd/32], ^uint32(1<<(fd%32)))
	}
}

// greenWaits reports whether other members wait for gp, which is in a system
// call and whose scan bit the caller holds, to come back or to be taken.
//
//go:nowritebarrierrec
func greenWaits(gp *g) bool {
	if !greenHolds(gp) {
		return false
	}
	return gp.greenHub().waits()
}

// greenSpared reports whether gp, which is in a system call and whose scan bit
// sysmon holds, is better left alone: it holds its hub, the call is on a descriptor
// that does not block, and no look has found it there for greenDoubt. since is when
// sysmon first saw the call, or an earlier one of the same P.
//
//go:nowritebarrierrec
func greenSpared(gp *g, now, since int64) bool {
	if !greenHolds(gp) || gp.m.greenCall != greenQuick {
		return false
	}
	seen := &greenSeen[gp.green-1]
	return now-max(seen.began, since) < greenDoubt
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

// greenInCall says that sysmon's last look found a holder in a call for the first time,
// others wait for it, and the call may block. sysmon's own.
var greenInCall bool

// greenSeenIn is told of gp, which sysmon finds in a system call for the first time and
// whose scan bit it holds.
//
//go:nowritebarrierrec
func greenSeenIn(gp *g) {
	if greenWaits(gp) && gp.m.greenCall != greenQuick {
		greenInCall = true
	}
}

// greenSysmonDelay returns for how many us sysmon sleeps, which would sleep for delay.
// It backs off to 10 ms when it finds nothing to do, and takes a P at its second look, so
// that the first call that blocks could hold the hub for 20 ms. That is so whether or not
// a hub is busy when sysmon falls asleep, since one may become so meanwhile.
//
// So it looks each greenTick; but only each greenCalmTick, after a look that found
// the holders to change often and none in a call that may block (greenLook,
// greenSeenIn). On a processor that is busy with the hub a look costs 20 to 30 us, most
// of them for the interrupt and for two switches of threads: 2 to 3 % of the processor
// at one each millisecond. A call that blocks holds the hub for 4 ms then.
//
// With all Ps idle there is nothing to see, and it looks no sooner than that: it is awake
// only because a hub was busy a moment ago (greenStays), and will sleep until it is woken.
//
//go:nowritebarrierrec
func greenSysmonDelay(delay uint32) uint32 {
	if !greenOn {
		return delay
	}
	longest := uint32(greenTick)
	if greenCalm && !greenInCall {
		longest = greenCalmTick
	}
	greenInCall = false
	if delay > longest || sched.npidle.Load() == gomaxprocs {
		return longest
	}
	return delay
}
