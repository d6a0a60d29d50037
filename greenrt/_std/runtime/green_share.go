// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import "unsafe"

// Who else has a socket.
//
// What is known of a socket of the poller, that calls on it do not block and that a short
// read has emptied it, holds as long as nobody sets it to blocking, raises SO_RCVLOWAT or
// puts a protocol on top of TCP. Package internal/poll hears of what goes through a
// poll.FD (green_read.go). Here is what goes past it, with the number that a SyscallConn
// gave away: options that are set through the number, and all ways to make a second
// descriptor of the socket, whose owner, perhaps another process, can set options
// at any time.
//
//	call                            the number that is forgotten
//	fcntl F_SETFL                   its own, if it becomes blocking
//	fcntl F_DUPFD, F_DUPFD_CLOEXEC  its own
//	fcntl F_SETFD                   its own, if children will have it
//	dup, dup2, dup3                 its own, and the one that is replaced
//	setsockopt                      its own, for SO_RCVLOWAT and TCP_ULP
//	sendmsg, sendmmsg               those that SCM_RIGHTS carries
//	forkExec                        those that the child is given (syscall's green_share.go)
//
// Forgotten is forgotten until the number is closed. The bit is cleared before the
// call is made: who waits already when somebody else gets the socket waits as in stock
// Go, whose read would have failed before.
//
// Not seen are a debugger that takes the descriptor (pidfd_getfd), calls that io_uring
// makes, and code that enters the kernel behind the runtime's back.

// From the kernel's fcntl.h and socket.h.
const (
	greenDupFD        = 0    // F_DUPFD
	greenSetFD        = 2    // F_SETFD
	greenSetFlags     = 4    // F_SETFL
	greenDupFDCloexec = 1030 // F_DUPFD_CLOEXEC
	greenCloexec      = 1    // FD_CLOEXEC

	greenSolSocket = 1  // SOL_SOCKET
	greenRcvLowat  = 18 // SO_RCVLOWAT
	greenSolTCP    = 6  // SOL_TCP
	greenULP       = 31 // TCP_ULP
	greenRights    = 1  // SCM_RIGHTS
)

// The kernel's msghdr, mmsghdr and cmsghdr.
type greenMsg struct {
	name       uintptr
	namelen    uint32
	iov        uintptr
	iovlen     uintptr
	control    uintptr
	controllen uintptr
	flags      int32
}

type greenMsgs struct {
	greenMsg
	n uint32
}

type greenControl struct {
	len   uintptr // with this header
	level int32
	typ   int32
}

// greenTrapShares is told of a call that may end what is known of a socket, before it is
// made.
//
//go:nosplit
func greenTrapShares(trap, a1, a2, a3 uintptr) {
	switch trap {
	case 72: // fcntl
		switch a2 {
		case greenDupFD, greenDupFDCloexec:
		case greenSetFD:
			if a3&greenCloexec != 0 {
				return
			}
		case greenSetFlags:
			if a3&greenNonblock != 0 {
				return
			}
		default:
			return
		}
		greenSetPollable(a1, false)
	case 32: // dup
		greenSetPollable(a1, false)
	case 33, 292: // dup2, dup3
		greenSetPollable(a1, false)
		greenSetPollable(a2, false)
	case 54: // setsockopt
		if a2 == greenSolSocket && a3 == greenRcvLowat || a2 == greenSolTCP && a3 == greenULP {
			greenSetPollable(a1, false)
		}
	case 46: // sendmsg
		if a2 != 0 {
			greenSends((*greenMsg)(unsafe.Pointer(a2)))
		}
	case 307: // sendmmsg
		for ; a2 != 0 && a3 > 0; a3-- {
			greenSends(&(*greenMsgs)(unsafe.Pointer(a2)).greenMsg)
			a2 += unsafe.Sizeof(greenMsgs{})
		}
	}
}

// greenSends looks for descriptors in a message.
//
//go:nosplit
func greenSends(msg *greenMsg) {
	const header = unsafe.Sizeof(greenControl{})
	at, left := msg.control, msg.controllen
	for at != 0 && left >= header {
		c := (*greenControl)(unsafe.Pointer(at))
		size := c.len
		if size < header || size > left {
			return // the kernel refuses it
		}
		if c.level == greenSolSocket && c.typ == greenRights {
			for fd := at + header; fd+4 <= at+size; fd += 4 {
				greenSetPollable(uintptr(*(*uint32)(unsafe.Pointer(fd))), false)
			}
		}
		size = min((size+7)&^7, left)
		at, left = at+size, left-size
	}
}
