// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import _ "unsafe" // for go:linkname

// Waiting for a socket that is known to be empty.
//
// Go reads first and waits if that fails. Before every wait a server thus makes a
// system call that must fail, 0.5 us of the 7 that an echo costs. A read of a TCP
// stream that returns less than was asked for has emptied the socket, so the next
// read may wait at once. internal/poll knows when that is so (green_read.go); here is
// the waiting, and what the poller must remember for it.
//
// Go throws readiness away before it reads (poll_runtime_pollReset): what it announced
// will be read now. Who waits without reading must not, since the readiness may have
// come after the read that emptied the socket. So:
//
//	pd.rg = nil          poll_runtime_pollReset, before the read
//	read                 empties the socket
//	                     data that comes from here on is an edge, so that
//	                     sooner or later netpollready stores pd.rg = pdReady
//	greenPollDrained     pd.rg is pdReady: read; is nil: wait for it
//
// Readiness that is older than the read costs a read that fails, no more. What must
// not be missed is what comes with data and makes no edge of its own: that the other
// side has closed, or an error, or the mark of urgent data, at which a read stops short
// in the middle of the data. All of them are in the event that announced the data, or
// come later and make an edge. The poller notes them (pd.greenHup) before it stores
// pdReady, and it never forgets: on such a socket each read is made as in stock Go.
// So is each on a socket that others have (green_share.go).
//
// Invariants. GREENRT=check=1 asserts those marked with * (green_check_ready.go).
//
//  1. Who calls greenPollDrained has the read lock of the poll.FD: pd.rg is nil or pdReady. *
//  2. If there is something to read when greenPollDrained begins to wait, be it data, the
//     end or an error, then the poller will tell of it. *
//  3. pd.greenHup is 0 when pd is opened, and is set for good before the event that it is
//     for makes pd.rg pdReady. An event that is late for the descriptor which had pd
//     before may set it, which costs reads that fail.

const (
	greenPRI    = 0x2                       // EPOLLPRI: urgent data
	greenSticky = 0x2000 | 0x10 | 0x8 | 0x2 // EPOLLRDHUP, EPOLLHUP, EPOLLERR, EPOLLPRI
)

// What greenPollDrained returns besides the pollErr codes. internal/poll has the
// same numbers.
const (
	greenReadFirst = 16 + iota // nothing is known of the socket: read
	greenWaited                // waited until the deadline
)

// greenUrgent is what a descriptor is registered for besides what Go asks for.
func greenUrgent() uint32 {
	if greenOn {
		return greenPRI
	}
	return 0
}

// greenEvents is told of events for pd, and returns those that Go asked for.
//
//go:nowritebarrierrec
func (pd *pollDesc) greenEvents(events uint32) uint32 {
	if events&greenSticky != 0 {
		pd.greenHup.Store(1)
	}
	return events &^ greenPRI
}

// greenPollDrained waits for pd, whose socket the last read has emptied, to become
// readable again. pd was not reset since before that read. It returns pollNoError if
// it is readable; another pollErr code if the wait failed before it began or was
// ended by Close; greenWaited if the deadline ended it; greenReadFirst, without having
// waited, if a wait might be for ever. Unless it returns pollNoError, the
// socket is still as empty as it was.
//
//go:linkname greenPollDrained
func greenPollDrained(pd *pollDesc) int {
	if pd.greenHup.Load() != 0 || !greenPollable(pd.fd) {
		return greenReadFirst
	}
	pd.greenCheckDrained()
	errcode := netpollcheckerr(pd, 'r')
	if errcode != pollNoError {
		return errcode
	}
	for !netpollblock(pd, 'r', false) {
		// As in poll_runtime_pollWait, a deadline may have fired and been
		// changed since.
		switch errcode := netpollcheckerr(pd, 'r'); errcode {
		case pollNoError:
		case pollErrTimeout:
			return greenWaited
		default:
			return errcode
		}
	}
	return pollNoError
}

// greenRaw reports whether the calling goroutine may make a system call that does not
// block without entersyscall: it holds its hub, so that sysmon is awake (greenAdmit),
// the world is not about to stop and no trace is made, which would lack the call.
//
//go:nosplit
//go:linkname greenRaw
func greenRaw() bool {
	return greenHolds(getg()) && !sched.gcwaiting.Load() && !traceEnabled()
}
