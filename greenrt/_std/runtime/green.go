// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import "internal/runtime/atomic"

// The holder protocol
//
// A hub is a ring of greenlets and the right to run one of them. A greenlet is
// an ordinary g whose tag (g.green) names its hub; it is then a member of that
// hub. Members never sit in Go's run queues, but for one: the holder. The
// holder has the hub's token, and whoever has the token, and only he, may
// touch the ring. Seen from Go's scheduler the whole hub is one goroutine,
// whichever member it happens to be, so that run queues, Ps, the garbage
// collector, sysmon and stop-the-world need to know nothing of hubs.
//
// The token is the word greenHub.holder:
//
//	0            the hub is idle: no member is runnable, the ring is empty
//	greenPassing an M has the token on its g0 and is looking for the next holder
//	a g          that member holds
//
// Every live member is in one of these states:
//
//	state   g status              where it is
//	holder  running, runnable,    with Go's scheduler, like any goroutine
//	        preempted or syscall
//	ready   runnable              in the ring; in the inbox or among the guests
//	                              if another thread made it ready; or among the
//	                              spent if it used up a time slice
//	parked  waiting               on a channel, a lock, a timer, the poller ...
//	away    any                   has left the hub (g.greenAway): blocked in a
//	                              system call, locked to its thread, or in a
//	                              function marked greenify:offload. An
//	                              ordinary goroutine until it returns
//
// and moves between them so:
//
//	from    to      when                        who
//	holder  parked  gopark                      its own M, in park_m
//	holder  ready   Gosched; end of its slice   its own M, in goschedImpl
//	holder  dead    goexit                      its own M, in greenExit
//	holder  away    its P is taken in a system  the thread that takes the P,
//	                call                        holding the g's scan bit
//	holder  away    LockOSThread, cgo callback, itself
//	                greenOffload, or a call
//	                known to block (greenAside)
//	parked  ready   ready, injectglist, or it   any M
//	                comes out of findRunnable
//	ready   holder  its turn                    the M that has the token
//	parked  holder  made ready when the hub is  any M: CAS holder from 0
//	                idle
//	away    holder  it returns, hub idle        itself: CAS holder from 0
//	away    ready   it returns, hub busy        itself, through the inbox
//
// There is no goroutine that is the hub. An earlier design had one, which ran
// when the ring was empty; it cost a switch for every wake-up of an idle hub,
// and had to be hidden from dumps, counts and the deadlock detector. Instead
// the M that finds the ring empty gives the token up and enters schedule, and
// the member that becomes ready next takes it and Go's own path to a P. An idle
// hub is thus nothing at all, and checkdead sees what it sees in any program.
//
// Invariants. GREENRT=check=1 asserts those marked with *.
//
//  1. At most one M acts for a hub: it runs the holder, or it is on g0 with
//     the token (greenPassing).
//  2. The token is given up before the g is published as waiting, else another
//     thread makes the g ready, takes it for the holder and runs it beside the
//     hub. If unlockf refuses the park, it is taken back. *
//  3. An idle hub has an empty ring, no guests and nobody spent. * What arrives
//     later is in the inbox, and who puts it there tries for the token
//     afterwards (kick); who gives the token up looks into the inbox afterwards
//     (next). One of the two sees the other.
//  4. A g in the ring, among the guests or the spent, or in the inbox is
//     runnable, a member of that hub, not away, not locked to a thread. *
//     schedlink is its link in each.
//  5. A member that is locked to a thread is away: its M may run nobody else,
//     and nobody else's M may run it. *
//  6. Every way of losing the P in a system call makes the holder away and
//     passes the token on, by whoever takes the P and before the call ends
//     (green_syscall.go). A token left with a member that sits in the kernel
//     without a P would stop the hub for as long as the call takes.
//  7. A member that is away returns to the hub before any code of the user's
//     runs, unless it is locked or in an offloaded function (greenKept).
//  8. No switch swallows a request of the scheduler: a pending preemption, a
//     stop-the-world or a safe-point function is served before the next holder
//     runs (greenRun).
//  9. Timers, the poller and Go's own queues get their turn even when the ring
//     never empties (beat).
// 10. Goroutines of the runtime itself (GC workers, finalizers, cleanups,
//     sweepers) are never members, whoever starts them.
//
// All of this file's siblings run on g0, or in nosplit code that cannot be
// preempted, and mostly without the right to a write barrier: a hub refers to
// its members by guintptr. A g is never freed, so that needs no help from the
// collector.

// A greenHub is a ring of greenlets and a token. The zero value is an idle hub.
type greenHub struct {
	// holder is the token. Only its owner writes it, but for a CAS from 0.
	holder atomic.Uintptr

	// ring holds the ready members in the order in which they run. Owned by
	// whoever has the token.
	ring gQueue

	// spent are members that used up a time slice, spentAt is when the last did, and
	// slices is how many did since one of the spent went back to the ring. Owned as
	// the ring is.
	spent   gQueue
	spentAt int64
	slices  uint32

	// guests are members that were woken, came out of the inbox and are not in the
	// ring yet (admit, favour); leaves counts the times that the holder left the hub.
	// Owned as the ring is.
	guests gQueue
	leaves uint32
	left   bool // since the last admission

	// ahead is what turns was to be when the guests that were last put before the ring
	// had theirs.
	ahead uint32

	// turns counts changes of the holder, and lent those that a coroutine makes by
	// switching to another, which are no turn of anybody's; blame is a holder that was in the
	// others' way since blameSince (green_watch.go). turns and lent are the holder's,
	// blame is written by sysmon and read by its goroutine's M.
	turns      uint32
	lent       uint32
	blame      guintptr
	blameFor   uint8
	blameSince int64

	// beats counts down to the next beat, and polled is the time of the last
	// poll by a beat. Owned by whoever has the token.
	beats  int32
	polled int64

	// thread is the M that the hub keeps to, and strays counts how often in
	// a row it was not to be had (green_thread.go). Written by the M that is
	// about to run the holder; thread is read and cleared under sched.lock.
	thread muintptr
	strays int32

	// inbox is a stack of members that other threads made ready. Anybody
	// pushes; only the owner of the token takes, and takes all.
	inbox atomic.Uintptr

	// records counts down the switches of a window that are yet to be noted in the log,
	// recording says that a window is open, and openAt when the budget allows another
	// event, of which each takes every ns of it (green_record.go). why is the reason for
	// which the holder stops, kept while recording for those who do not know it. idled
	// is the time in ns that the hub was idle while it was watched, less the time at which
	// it became idle if it is. Owned as the ring is; idled, polls and the log are read by others.
	records   int32
	watched   bool
	recording bool
	why       greenWhy
	log       *greenLog
	every     int64
	openAt    int64
	idled     int64
	restedAt  int64
	polls     uint64 // made by beats
}

// greenPassing in greenHub.holder says that an M has the token. It is no
// pointer to a g, since those are aligned.
const greenPassing = 1

// greenHubs are the hubs of this process. A g's tag is one more than the
// index of its hub, so that the zero tag is that of a plain goroutine.
var greenHubs [1]greenHub

// greenOn says whether new goroutines become greenlets. It is set once, before
// the first user code runs (greenInit), and never with GREENRT=off=1.
var greenOn bool

// greenHub returns gp's hub. gp must be a member.
//
//go:nosplit
func (gp *g) greenHub() *greenHub {
	return &greenHubs[gp.green-1]
}

// greenHolds reports whether gp holds its hub. If gp is the calling M's own
// goroutine the answer stays true until that M gives the token up; about
// others it is a hint.
//
//go:nosplit
func greenHolds(gp *g) bool {
	return gp.green != 0 && gp.greenHub().heldBy(gp)
}
