// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package poll

import (
	"sync/atomic"
	"syscall"
	_ "unsafe" // for go:linkname
)

// The drained-read cache: which reads can wait without trying first.
//
// After a read of a TCP stream that returned less than was asked for the socket is
// empty (fd.greenDrained), and the next read waits for the poller at once
// (runtime/green_ready.go). That a short read means empty is true of TCP only, and
// while SO_RCVLOWAT is not raised: of a unix socket it may have stopped at control data, and
// with a higher mark the poller stays silent about data that a read would return.
//
//	FD.green     meaning                                     becomes
//	greenFresh   nobody asked                                greenOnce by a short read
//	greenOnce    one short read was seen                     greenTCP or greenNever by the next,
//	                                                         which asks the kernel for both
//	greenTCP     a short read means empty
//	greenNever   it does not, or others have the descriptor
//
// The kernel is asked at the second short read, because many connections have no
// more than one. A listener's mark is inherited by the connections that it accepts, so
// knowing where a descriptor comes from would not do instead.
//
// Others who read the same socket do no harm: data that comes makes an edge for this
// descriptor, whoever takes it. But they can set options. So a descriptor that was
// duplicated (File), or made from a file (FileConn), is greenNever from then on, and
// one that was lent to a function (SyscallConn) is greenFresh afterwards. What the
// function did that lasts beyond it, such as a copy that it made, the runtime knows
// (green_share.go).
//
// greenDrained counts only while green is greenTCP, and then the last thing that
// happened to the socket's reading side was that short read: whoever resets the
// poller's readiness clears one or the other (greenReset, greenLent). It is protected by
// the read lock; green is atomic.

const (
	greenFresh = iota
	greenOnce
	greenTCP
	greenNever
)

// From runtime/green_ready.go.
const (
	greenReadFirst = 16 + iota
	greenWaited
)

// greenOn says whether goroutines are greenlets in this process.
var greenOn = greenEnabled()

//go:linkname greenEnabled runtime.greenEnabled
func greenEnabled() bool

//go:linkname greenPollDrained runtime.greenPollDrained
func greenPollDrained(ctx uintptr) int

// greenPrepareRead is pd.prepareRead for Read: it may wait until the socket is
// readable. Then, or if it does not know, it returns nil. If late is true the
// deadline is over but the read is to be tried once: what came in time, while
// other goroutines were busy, is to be returned as if the read had been made first.
func (fd *FD) greenPrepareRead() (late bool, err error) {
	if !fd.greenDrained {
		return false, fd.pd.prepareRead(fd.isFile)
	}
	if atomic.LoadUint32(&fd.green) == greenTCP {
		switch res := greenPollDrained(fd.pd.runtimeCtx); res {
		case pollNoError:
			fd.greenDrained = false
			return false, nil
		case greenReadFirst:
		case greenWaited:
			return true, nil
		default:
			return false, convertErr(res, fd.isFile)
		}
	}
	return false, fd.greenReset()
}

// greenReset is pd.prepareRead for all who read but Read.
func (fd *FD) greenReset() error {
	fd.greenDrained = false
	return fd.pd.prepareRead(fd.isFile)
}

// greenRead is the read itself.
func (fd *FD) greenRead(p []byte) (int, error) {
	n, err := fd.greenSysRead(p)
	switch {
	case !greenOn || err != nil: // what was empty stays so
	case n == 0 || n == len(p):
		fd.greenDrained = false
	case atomic.LoadUint32(&fd.green) == greenTCP:
		fd.greenDrained = true
	default:
		fd.greenShort()
	}
	return n, err
}

// greenShort is told of a short read of a descriptor that is not known to be TCP.
func (fd *FD) greenShort() {
	switch old := atomic.LoadUint32(&fd.green); {
	case fd.isFile || !fd.IsStream || !fd.pd.pollable():
		atomic.CompareAndSwapUint32(&fd.green, old, greenNever)
	case old == greenFresh:
		atomic.CompareAndSwapUint32(&fd.green, old, greenOnce)
	case old == greenOnce:
		verdict := uint32(greenNever)
		protocol, err := syscall.GetsockoptInt(fd.Sysfd, syscall.SOL_SOCKET, syscall.SO_PROTOCOL)
		if err == nil && protocol == syscall.IPPROTO_TCP {
			// The mark is 1 at first, or 0, which means the same, if the
			// listener is one of MPTCP, as Go's are.
			mark, err := syscall.GetsockoptInt(fd.Sysfd, syscall.SOL_SOCKET, syscall.SO_RCVLOWAT)
			if err == nil && mark <= 1 {
				verdict = greenTCP
			}
		}
		// If the descriptor was lent meanwhile, the answers count for nothing.
		fd.greenDrained = atomic.CompareAndSwapUint32(&fd.green, old, verdict) && verdict == greenTCP
	}
}

// greenLent is called when a function has had the descriptor, which may have set
// options.
func (fd *FD) greenLent() {
	for {
		old := atomic.LoadUint32(&fd.green)
		if old == greenNever || old == greenFresh || atomic.CompareAndSwapUint32(&fd.green, old, greenFresh) {
			return
		}
	}
}

// GreenShared says that others have, or will have, a descriptor of the same socket.
// It is for package net.
func (fd *FD) GreenShared() {
	atomic.StoreUint32(&fd.green, greenNever)
}
