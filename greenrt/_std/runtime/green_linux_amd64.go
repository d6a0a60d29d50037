// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

// The system calls of linux/amd64 by what is remembered of them.
const (
	greenByNumber uint8 = iota // one memory for all calls of the number
	greenByFD                  // one for each descriptor
	greenByMode                // leaves first, if greenMayWait; hardly ever comes twice with one descriptor
	greenWaiting               // always leaves first, if greenTrapWaits

	greenSharing uint8 = 0x80 // besides: may end what is known of a socket (greenTrapShares)
)

// From the kernel's fcntl.h.
const (
	greenGetFlags = 3 // F_GETFL
	greenNonblock = 0x800
	greenDirect   = 0x4000 // O_DIRECT
)

// From the kernel's errno.h.
const (
	greenEPERM      = 1
	greenEFAULT     = 14
	greenENFILE     = 23
	greenEMFILE     = 24
	greenEOPNOTSUPP = 95
	greenECANCELED  = 125
)

// Calls that the runtime makes itself, or knows by number elsewhere.
const (
	greenTrapFstat         = 5
	greenTrapPread         = 17
	greenTrapPwrite        = 18
	greenTrapUringSetup    = 425
	greenTrapUringEnter    = 426
	greenTrapUringRegister = 427
)

// Numbers are those of the kernel's syscall_64.tbl.
var greenTraps = [...]uint8{
	0:   greenByFD,                   // read
	1:   greenByFD,                   // write
	7:   greenWaiting,                // poll
	17:  greenByFD,                   // pread64
	18:  greenByFD,                   // pwrite64
	19:  greenByFD,                   // readv
	20:  greenByFD,                   // writev
	23:  greenWaiting,                // select
	26:  greenWaiting,                // msync
	32:  greenSharing,                // dup
	33:  greenSharing,                // dup2
	34:  greenWaiting,                // pause
	35:  greenWaiting,                // nanosleep
	42:  greenByMode,                 // connect
	43:  greenByFD,                   // accept
	44:  greenByFD,                   // sendto
	45:  greenByFD,                   // recvfrom
	46:  greenByFD | greenSharing,    // sendmsg
	47:  greenByFD,                   // recvmsg
	54:  greenSharing,                // setsockopt
	61:  greenWaiting,                // wait4
	72:  greenWaiting | greenSharing, // fcntl
	73:  greenWaiting,                // flock
	74:  greenWaiting,                // fsync
	75:  greenWaiting,                // fdatasync
	78:  greenByFD,                   // getdents
	128: greenWaiting,                // rt_sigtimedwait
	130: greenWaiting,                // rt_sigsuspend
	162: greenWaiting,                // sync
	202: greenWaiting,                // futex
	208: greenWaiting,                // io_getevents
	217: greenByFD,                   // getdents64
	230: greenWaiting,                // clock_nanosleep
	232: greenWaiting,                // epoll_wait
	247: greenWaiting,                // waitid
	270: greenWaiting,                // pselect6
	271: greenWaiting,                // ppoll
	277: greenWaiting,                // sync_file_range
	281: greenWaiting,                // epoll_pwait
	288: greenByFD,                   // accept4
	292: greenSharing,                // dup3
	295: greenByFD,                   // preadv
	296: greenByFD,                   // pwritev
	299: greenByFD,                   // recvmmsg
	306: greenWaiting,                // syncfs
	307: greenByFD | greenSharing,    // sendmmsg
	327: greenByFD,                   // preadv2
	328: greenByFD,                   // pwritev2
}

// greenTrapWaits reports whether a call of kind greenWaiting waits, by its
// arguments: most have a way to say that they shall not.
//
//go:nosplit
func greenTrapWaits(trap, a1, a2, a3, a4 uintptr) bool {
	switch trap {
	case 7: // poll: timeout in ms
		return a3 != 0
	case 232, 281: // epoll_wait: timeout in ms
		return a4 != 0
	case 61: // wait4: WNOHANG
		return a3&1 == 0
	case 247: // waitid: WNOHANG
		return a4&1 == 0
	case 72: // fcntl: F_SETLKW, F_OFD_SETLKW
		return a2 == 7 || a2 == 38
	case 73: // flock: LOCK_NB; unlocking does not wait
		return a2&4 == 0 && a2&8 == 0
	case 202: // futex: FUTEX_WAIT, FUTEX_LOCK_PI, FUTEX_WAIT_BITSET
		op := a2 & 0x7f
		return op == 0 || op == 6 || op == 9
	case 208: // io_getevents: at least one
		return a2 != 0
	}
	return true
}
