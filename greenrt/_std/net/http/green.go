// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package http

import (
	"crypto/tls"
	"errors"
	"internal/poll"
	"internal/race"
	"net"
	"unsafe"
)

// The background read without its goroutine.
//
// While a handler runs, a goroutine reads one byte from the connection, so that a
// client that goes away cancels the request. Starting and stopping it is a tenth of
// what net/http does for a small request. Instead the poller is asked to tell when that
// read would return, and only then the goroutine is started and reads, so that all that
// follows is net/http's own: a pipelined request, an error, a deadline that the handler
// set, Close. To everybody else the read is under way all the while (cr.inRead).
//
// The poller can do that for a TCP connection which the read before has emptied, as
// it has if the whole request was there. It can for TLS on such a connection, if TLS has
// returned all that it has read: then its next Read begins by reading the connection,
// and whether that brings data, an alert or a key is seen when the goroutine reads. In
// all other cases the goroutine reads as ever.
//
// The states, by the fields of a connReader that cr.mu guards. Stock Go has all but
// watched and told:
//
//	           inRead  greenWatched  aborted
//	none       false   false         false    nobody reads in the background
//	watched    true    true          false    the poller is to tell
//	told       true    true          false    it has, and greenRead has yet to lock cr
//	reading    true    false         false    a goroutine reads, or is about to
//	aborting   true    false         true     abortPendingRead waits for that goroutine
//
//	from      to         when
//	none      watched    startBackgroundRead, if greenWatch can
//	none      reading    startBackgroundRead, if it cannot
//	watched   none       abortPendingRead, if GreenUntell is in time: no deadline is set
//	watched   told       data, the peer's end, a reset, a deadline or Close, by the poller
//	told      reading    greenRead
//	told      aborting   abortPendingRead, whose GreenUntell is too late
//	reading   none       the read has returned
//	reading   aborting   abortPendingRead
//	aborting  none       the read has returned
//
// watched and told look alike from here: which it is says GreenUntell, once. A Read of the
// request's body sets inRead as well, and to abortPendingRead is reading. A byte that
// was read in the background is kept, in none, as hasByte. Hijack, the end of the handler
// and a panic in it all begin with abortPendingRead.
//
// A deadline that the handler set stays when abortPendingRead goes from watched to none,
// where stock Go clears it. Nobody reads before it is set anew: by Hijack, or for the
// next request.
//
// greenWatched must be false before GreenTold: that ends the claim to the descriptor, whose
// record in the poller may then be another connection's, and GreenUntell would be asked
// of that.

//go:linkname netGreenFD net.greenFD
func netGreenFD(c net.Conn) *poll.FD

//go:linkname tlsGreenBelow crypto/tls.greenBelow
func tlsGreenBelow(c *tls.Conn, arg unsafe.Pointer, f func(arg unsafe.Pointer, below net.Conn) bool) bool

// greenWatch begins a background read. It returns false if a goroutine is needed for
// it. cr is locked.
func (cr *connReader) greenWatch() bool {
	if c, ok := cr.rwc.(*tls.Conn); ok {
		cr.greenWatched = tlsGreenBelow(c, unsafe.Pointer(cr), greenTell)
	} else {
		cr.greenWatched = greenTell(unsafe.Pointer(cr), cr.rwc)
	}
	return cr.greenWatched
}

// greenTell asks the poller to tell cr of c, which is TCP or nothing is done.
func greenTell(cr unsafe.Pointer, c net.Conn) bool {
	fd := netGreenFD(c)
	if fd == nil {
		return false
	}
	if race.Enabled {
		race.ReleaseMerge(cr) // as the go statement would
	}
	// cr stays alive: whoever serves the connection waits for the end of the read.
	return fd.GreenTell(cr, greenTold)
}

// greenFD is the descriptor that greenTell asked about.
func (cr *connReader) greenFD() *poll.FD {
	if c, ok := cr.rwc.(*tls.Conn); ok {
		return netGreenFD(c.NetConn())
	}
	return netGreenFD(cr.rwc)
}

// greenUnwatch ends a background read that greenWatch began. It returns false if there
// is none or it is too late: a goroutine reads, or will soon. cr is locked.
func (cr *connReader) greenUnwatch() bool {
	if !cr.greenWatched {
		return false
	}
	cr.greenWatched = false
	if !cr.greenFD().GreenUntell() {
		return false
	}
	cr.inRead = false
	return true
}

// greenTold is called by the poller.
func greenTold(arg unsafe.Pointer) {
	go (*connReader)(arg).greenRead()
}

func (cr *connReader) greenRead() {
	if race.Enabled {
		race.Acquire(unsafe.Pointer(cr))
	}
	// Before GreenTold, see above.
	cr.lock()
	cr.greenWatched = false
	cr.unlock()
	cr.greenFD().GreenTold()
	cr.backgroundRead()
}

// errGreenCut is a connection's error when a write to it was left by a panic, as by a kill or
// a timeout of package greenrt: some of it may have been written, and what a bufio.Writer
// would write next may be what was written already.
var errGreenCut = errors.New("http: writing the response was interrupted")

// greenCutOff is called when Write was left in the middle.
func (w checkConnErrorWriter) greenCutOff() {
	w.c.werr = errGreenCut
	w.c.cancelCtx()
}

// greenLeaveRead is called when Read was left in the middle. Nothing was read.
func (cr *connReader) greenLeaveRead() {
	cr.lock()
	cr.inRead = false
	cr.unlock()
	cr.cond.Broadcast()
}
