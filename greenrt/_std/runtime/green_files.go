// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

//go:build linux

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/syscall/linux"
	"unsafe"
)

// Reading files at an offset, with GREENRT=files=uring.
//
// A file never goes to the poller: a call on it blocks its thread until the disk has
// answered. Without io_uring a greenlet leaves its hub for a call that is known to
// block, and another thread has to run the hub meanwhile. With it the call is handed to
// the kernel (green_uring.go), the greenlet parks as if it waited for a
// socket, and the thread stays with the hub. Only calls come here that would have left
// the hub first (green_block.go): to copy a page from the page cache takes less than to
// ask for it. And only if a crowd is ready or waits here as well (greenFileCrowd). Then
//
//	pread of a regular file       io_uring, into the caller's memory, which the caller
//	                              keeps alive for the length of the call
//	pwrite, if opened for direct  the same
//	I/O
//	any other pwrite, fsync, more a thread of the kernel's would do it, which costs
//	than greenFileMost bytes      more than one of Go's
//	read, write, and with vectors io_uring does not lock the file's offset, which others
//	                              may have, a child that logs to the same file for one
//	memory on a stack             a stack can move while its goroutine waits
//	any other kind of file        no disk
//	an answer that may be         the system call is made: EAGAIN, EINTR, ECANCELED as
//	io_uring's own                the thread has ended, EFAULT as it was ending
//
// The kernel takes its own reference to the file when it is asked. So a descriptor that
// is closed meanwhile, and its number used again, is no more of a danger than with the
// system call; package os closes none in use. A kill does not end the wait, as
// the kernel writes into the caller's memory until it has answered; it is raised at
// the next one.
//
// What waits here is described by a greenFileWait. Its word changes so:
//
//	from      to        when                       who
//	          asked     the call is submitted      the holder
//	asked     a g       it parks                   its own M, in greenFileCommit
//	asked     answered  the kernel has answered    whoever reaps
//	a g       answered  the same; g becomes ready  whoever reaps

const (
	greenFileAsked uintptr = iota
	greenFileAnswered
)

type greenFileWait struct {
	word   atomic.Uintptr
	result int32 // written before word is answered
	next   int32 // in the list of those that are free: its number and one, or 0
}

// Both were chosen by measurement (docs/performance.md, make bench-files).
const (
	// greenFileCrowd is how many members of the hub must be ready or wait here. To
	// sleep in the poller costs a thread more than to block, and to wake another
	// for the hub as much: by threads four readers cost a fifth less, sixteen
	// a quarter more.
	greenFileCrowd = 6

	// greenFileMost is how many bytes a call may move, at most. With 64 KB there is no
	// difference, and the thread that asks copies all of them.
	greenFileMost = 32 << 10
)

var (
	// greenFiles is the setting GREENRT=files: whether to use io_uring.
	greenFiles bool

	// greenFilesAlways is set in tests, with GREENRT=check=1: no thread blocks
	// aside, and every pread and pwrite is taken for one that blocks.
	greenFilesAlways bool

	// greenFileCount counts calls by what became of them.
	greenFileCount [3]atomic.Uint64
)

const (
	greenFileAtOnce  = iota // answered when they were submitted
	greenFileLater          // after a wait
	greenFileRefused        // not by io_uring: the system call was made
)

// greenFileCan reports whether greenFileCall may make the system call. What a2 points to
// is not on the calling goroutine's stack, then, so that this may grow.
//
//go:nosplit
//go:linkname greenFileCan
func greenFileCan(trap, a2, a3 uintptr) bool {
	if !greenFiles || trap != greenTrapPread && trap != greenTrapPwrite || a3 == 0 || a3 > greenFileMost {
		return false
	}
	gp := getg()
	if !greenHolds(gp) || a2+a3 > gp.stack.lo && a2 < gp.stack.hi {
		return false
	}
	return greenFilesAlways || gp.greenHub().ring.size+greenUrings[gp.green-1].busy.Load() >= greenFileCrowd
}

// greenFileCall makes a system call, of which greenFileCan said that it may, through
// io_uring. If done is false it has to be made in another way. The caller keeps alive
// what a2 points to. Both are called by package syscall.
//
//go:linkname greenFileCall
func greenFileCall(trap, a1, a2, a3, a4 uintptr) (r1, errno uintptr, done bool) {
	gp := getg()
	if gp.green == 0 {
		return 0, 0, false
	}
	r := &greenUrings[gp.green-1]
	if !r.open() {
		greenFileCount[greenFileRefused].Add(1)
		return 0, 0, false
	}
	if int64(a4) < 0 || greenOnSomeStack(a2) || !greenRegular(a1) {
		return 0, 0, false
	}
	entry := greenUringEntry{opcode: greenUringRead, fd: int32(a1), addr: uint64(a2), size: uint32(a3), offset: uint64(a4)}
	if trap == greenTrapPwrite {
		if flags, errno := fcntl(int32(a1), greenGetFlags, 0); errno != 0 || flags&greenDirect == 0 {
			return 0, 0, false
		}
		// To be refused rather than given to a thread of the kernel's.
		entry.opcode, entry.opFlags = greenUringWrite, greenUringNoWait
	}
	result, waited, ok := r.call(gp, &entry)
	if ok && result < 0 {
		switch -result {
		case _EAGAIN, _EINTR, greenEFAULT, greenECANCELED, greenEOPNOTSUPP:
			ok = false
		}
	}
	if !ok {
		greenFileCount[greenFileRefused].Add(1)
		return 0, 0, false
	}
	// What took no time was in memory, and so may the next be.
	took := int64(0)
	if waited {
		took = greenShort
	}
	greenScore(greenSlot(trap, a1), took)
	if result < 0 {
		return ^uintptr(0), uintptr(-result), true
	}
	if greenChecking && uintptr(result) > a3 {
		throw("greenrt: the kernel moved more bytes than it was asked for")
	}
	return uintptr(result), 0, true
}

// call submits entry and waits until the kernel has answered. It reports whether it had
// to wait. ok is false if it could not submit. The ring is open, or was a moment ago.
func (r *greenUring) call(gp *g, entry *greenUringEntry) (result int32, waited, ok bool) {
	// A holder that is not preempted has the submission queue to itself.
	mp := acquirem()
	if !greenHolds(gp) {
		releasem(mp)
		return 0, false, false
	}
	w := r.take()
	if w == nil || !r.submit(entry, w) {
		r.give(w)
		releasem(mp)
		return 0, false, false
	}
	systemstack(func() { r.reapHere() })
	releasem(mp)
	for w.word.Load() != greenFileAnswered {
		waited = true
		gp.param = nil // for greenEndWait
		gopark(greenFileCommit, unsafe.Pointer(w), waitReasonIOWait, traceBlockNet, 3)
	}
	result = w.result
	r.give(w)
	if waited {
		greenFileCount[greenFileLater].Add(1)
	} else {
		greenFileCount[greenFileAtOnce].Add(1)
	}
	return result, waited, true
}

func greenFileCommit(gp *g, w unsafe.Pointer) bool {
	if !(*greenFileWait)(w).word.CompareAndSwap(greenFileAsked, uintptr(unsafe.Pointer(gp))) {
		return false
	}
	netpollAdjustWaiters(1) // as for a socket, so that somebody polls
	return true
}

// greenOnSomeStack reports whether p is on a goroutine's stack.
func greenOnSomeStack(p uintptr) bool {
	s := spanOf(p)
	return s != nil && s.state.get() != mSpanInUse
}

// greenRegular reports whether fd is a regular file.
func greenRegular(fd uintptr) bool {
	var stat [144]byte // struct stat
	const typeMask, regular = 0xf000, 0x8000
	_, _, errno := linux.Syscall6(greenTrapFstat, fd, uintptr(unsafe.Pointer(&stat)), 0, 0, 0, 0)
	mode := *(*uint32)(unsafe.Pointer(&stat[24]))
	return errno == 0 && mode&typeMask == regular
}

// greenFilesBy says how calls on files that block are made: whether by io_uring, and if
// the setting asks for it and the kernel refuses, what, with which error. counts are
// those of greenFileCount.
//
//go:linkname greenFilesBy
func greenFilesBy(counts []uint64) (uring bool, refused string, errno uintptr) {
	for i := range min(len(counts), len(greenFileCount)) {
		counts[i] = greenFileCount[i].Load()
	}
	if !greenOn || !greenFiles {
		return false, "", 0
	}
	r := &greenUrings[0]
	uring = r.open()
	lock(&r.lock)
	refused, errno = r.refused, r.errno
	unlock(&r.lock)
	return uring, refused, errno
}
