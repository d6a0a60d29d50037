// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

//go:build linux

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/syscall/linux"
	"unsafe"
)

// io_uring: a queue of calls for the kernel and a queue of its answers, in memory that
// both share. Each hub has one of its own, made when it is first needed.
//
//	queue    written by                 read by
//	calls    the holder, while it can   the kernel, in io_uring_enter, which the same
//	         not be preempted           holder calls
//	answers  the kernel                 whoever has the lock
//
// The ring's descriptor is registered with Go's poller, in which it is readable as long
// as there are answers. So who polls for a hub reaps, and who is idle waits for both.
// Who submits reaps as well: most of what is in memory is answered before
// io_uring_enter returns.
//
// The kernel finishes some calls in the thread that submitted them, by interrupting
// it. No flag of io_uring's that saves this is used: DEFER_TASKRUN
// needs one thread that does all for ever, and a hub can go to another; with
// COOP_TASKRUN who computes would let answers wait until he makes a system call.
//
// An answer is never lost: there are at most as many calls under way as there is room
// for answers.
//
// A kernel, a filter of system calls (seccomp) or a limit may refuse the ring, when it
// is made or at any call later. Who wanted it leaves the hub then, as with
// GREENRT=files=thread, and what was refused can be read (greenFilesBy):
//
//	state    to       when
//	new      open     the ring is made, at the first call that needs it
//	new      new      there is no descriptor or memory for it now; it is tried
//	                  again after greenUringAgain
//	new      refused  anything else is in the way
//	open     refused  the kernel takes no calls any more: a program can filter its own.
//	                  What is under way is still answered

const (
	greenUringCalls = 16   // in the queue of calls; one is submitted at a time
	greenUringSlots = 1024 // under way at a time; beyond, greenlets leave the hub

	// Threads of the kernel's for calls that block, per thread that submits. Go
	// has 10,000 of its own in the same place.
	greenUringWorkers = greenUringSlots

	// How long, in ns, after there was no descriptor or no memory for a ring. To fail
	// at making one costs as much as some ten calls.
	greenUringAgain = 100_000_000
)

// From the kernel's io_uring.h.
const (
	greenUringRead   = 22     // IORING_OP_READ
	greenUringWrite  = 23     // IORING_OP_WRITE
	greenUringNoWait = 1 << 3 // RWF_NOWAIT, from fs.h

	greenUringCQSize     = 1 << 3 // IORING_SETUP_CQSIZE
	greenUringOneMap     = 1 << 0 // IORING_FEAT_SINGLE_MMAP
	greenUringNative     = 1 << 9 // IORING_FEAT_NATIVE_WORKERS, Linux 5.12: workers are threads of the process
	greenUringMapEntries = 0x10000000
	greenUringMaxWorkers = 19 // IORING_REGISTER_IOWQ_MAX_WORKERS
)

// greenUringParams is struct io_uring_params.
type greenUringParams struct {
	calls, answers       uint32
	flags                uint32
	threadCPU, threadIdl uint32
	features             uint32
	workFD               uint32
	_                    [3]uint32
	call                 struct {
		head, tail, mask, size, flags, dropped, array, _ uint32
		_                                                uint64
	}
	answer struct {
		head, tail, mask, size, overflow, entries, flags, _ uint32
		_                                                   uint64
	}
}

// greenUringEntry is struct io_uring_sqe.
type greenUringEntry struct {
	opcode, flags uint8
	priority      uint16
	fd            int32
	offset        uint64
	addr          uint64
	size          uint32
	opFlags       uint32
	data          uint64
	_             [3]uint64
}

// greenUringAnswer is struct io_uring_cqe.
type greenUringAnswer struct {
	data   uint64
	result int32
	flags  uint32
}

// A greenUring is a hub's ring. The zero value is not open.
type greenUring struct {
	state atomic.Uint32 // greenUringNew, ...
	fd    int32         // 0 if it was never open

	callHead, callTail     *uint32
	answerHead, answerTail *uint32
	callMask, answerMask   uint32
	calls                  *[greenUringCalls]greenUringEntry
	answers                *[greenUringSlots]greenUringAnswer

	lock    mutex   // protects what follows, the answers, and changes of state
	refused string  // what was, and not done since
	errno   uintptr // by which, or 0
	again   int64   // when, in ns, to try again

	slots *[greenUringSlots]greenFileWait
	free  int32        // the first, as greenFileWait.next
	busy  atomic.Int32 // how many are not free; who reads it does not have the lock
}

const (
	greenUringNew uint32 = iota
	greenUringOpen
	greenUringRefused
)

var greenUrings [len(greenHubs)]greenUring

// open makes the ring if there is none yet, and reports whether there is one.
func (r *greenUring) open() bool {
	if state := r.state.Load(); state != greenUringNew {
		return state == greenUringOpen
	}
	netpollGenericInit()
	lock(&r.lock)
	if now := nanotime(); r.state.Load() == greenUringNew && now >= r.again {
		r.refused, r.errno = r.setup()
		switch r.errno {
		case greenENFILE, greenEMFILE, _ENOMEM, _EAGAIN:
			r.again = now + greenUringAgain
		default:
			if r.refused != "" {
				r.state.Store(greenUringRefused)
			} else {
				r.state.Store(greenUringOpen)
			}
		}
	}
	unlock(&r.lock)
	return r.state.Load() == greenUringOpen
}

// setup makes the ring. It returns what it could not do, or "". The caller has the lock.
func (r *greenUring) setup() (failed string, errno uintptr) {
	p := greenUringParams{flags: greenUringCQSize, answers: greenUringSlots}
	fd, _, errno := linux.Syscall6(greenTrapUringSetup, greenUringCalls, uintptr(unsafe.Pointer(&p)), 0, 0, 0, 0)
	if errno != 0 {
		return "io_uring_setup", errno
	}
	defer func() {
		if failed != "" {
			closefd(int32(fd))
		}
	}()
	if p.features&greenUringOneMap == 0 || p.features&greenUringNative == 0 || p.calls != greenUringCalls || p.answers != greenUringSlots {
		return "io_uring is too old: want Linux 5.12", 0
	}
	limits := [2]uint32{greenUringWorkers, 0}
	if _, _, errno := linux.Syscall6(greenTrapUringRegister, fd, greenUringMaxWorkers, uintptr(unsafe.Pointer(&limits)), 2, 0, 0); errno != 0 {
		return "io_uring_register", errno
	}
	const prot, flags = _PROT_READ | _PROT_WRITE, 0x1 | 0x8000 // MAP_SHARED, MAP_POPULATE
	size := max(uintptr(p.call.array)+4*greenUringCalls, uintptr(p.answer.entries)+unsafe.Sizeof(*r.answers))
	rings, err := mmap(nil, size, prot, flags, int32(fd), 0)
	if err != 0 {
		return "mmap of io_uring", uintptr(err)
	}
	entries, err := mmap(nil, unsafe.Sizeof(*r.calls), prot, flags, int32(fd), greenUringMapEntries)
	if err != 0 {
		munmap(rings, size)
		return "mmap of io_uring", uintptr(err)
	}
	ev := linux.EpollEvent{Events: linux.EPOLLIN}
	*(**greenUring)(unsafe.Pointer(&ev.Data)) = r
	if errno := linux.EpollCtl(epfd, linux.EPOLL_CTL_ADD, int32(fd), &ev); errno != 0 {
		munmap(rings, size)
		munmap(entries, unsafe.Sizeof(*r.calls))
		return "epoll_ctl of io_uring", errno
	}
	at := func(offset uint32) *uint32 { return (*uint32)(add(rings, uintptr(offset))) }
	r.fd = int32(fd)
	r.callHead, r.callTail, r.callMask = at(p.call.head), at(p.call.tail), *at(p.call.mask)
	r.answerHead, r.answerTail, r.answerMask = at(p.answer.head), at(p.answer.tail), *at(p.answer.mask)
	r.calls = (*[greenUringCalls]greenUringEntry)(entries)
	r.answers = (*[greenUringSlots]greenUringAnswer)(add(rings, uintptr(p.answer.entries)))
	for i := range uint32(greenUringCalls) {
		*at(p.call.array + 4*i) = i
	}
	r.slots = (*[greenUringSlots]greenFileWait)(persistentalloc(unsafe.Sizeof(*r.slots), 0, &memstats.other_sys))
	for i := range r.slots {
		r.slots[i].next = r.free
		r.free = int32(i + 1)
	}
	return "", 0
}

// take returns a greenFileWait, or nil if all are in use.
func (r *greenUring) take() *greenFileWait {
	lock(&r.lock)
	var w *greenFileWait
	if r.free != 0 {
		w = &r.slots[r.free-1]
		r.free = w.next
		r.busy.Add(1)
		w.word.Store(greenFileAsked)
	}
	unlock(&r.lock)
	return w
}

// give takes w, which may be nil, back.
func (r *greenUring) give(w *greenFileWait) {
	if w == nil {
		return
	}
	number := (uintptr(unsafe.Pointer(w))-uintptr(unsafe.Pointer(r.slots)))/unsafe.Sizeof(*w) + 1
	lock(&r.lock)
	w.next = r.free
	r.free = int32(number)
	r.busy.Add(-1)
	unlock(&r.lock)
}

// submit hands entry to the kernel, whose answer is for w. It reports whether the kernel
// took it. The caller holds the hub and cannot be preempted.
func (r *greenUring) submit(entry *greenUringEntry, w *greenFileWait) bool {
	if greenChecking && (greenOnSomeStack(uintptr(entry.addr)) || greenOnSomeStack(uintptr(entry.addr)+uintptr(entry.size)-1)) {
		throw("greenrt: a stack was about to be lent to the kernel")
	}
	tail := *r.callTail
	to := &r.calls[tail&r.callMask]
	*to = *entry
	to.data = uint64(uintptr(unsafe.Pointer(w)))
	atomic.StoreRel(r.callTail, tail+1)
	for {
		n, _, errno := linux.Syscall6(greenTrapUringEnter, uintptr(r.fd), 1, 0, 0, 0, 0)
		if errno == 0 && n == 1 {
			return true
		}
		if errno == greenEPERM || errno == _ENOSYS {
			lock(&r.lock)
			r.refused, r.errno = "io_uring_enter", errno
			r.state.Store(greenUringRefused)
			unlock(&r.lock)
		}
		if errno != _EINTR {
			break
		}
	}
	if atomic.Load(r.callHead) != tail {
		return true // taken all the same; the answer says what is wrong
	}
	atomic.StoreRel(r.callTail, tail)
	return false
}

// reap takes the kernel's answers, and adds to list the goroutines that wait for them.
// What it returns is to be added to the poller's number of waiters, as by netpoll. It may
// be called without a P.
//
//go:nowritebarrierrec
func (r *greenUring) reap(list *gList) (delta int32) {
	lock(&r.lock)
	head := *r.answerHead
	for tail := atomic.LoadAcq(r.answerTail); head != tail; head++ {
		answer := &r.answers[head&r.answerMask]
		w := (*greenFileWait)(unsafe.Pointer(uintptr(answer.data)))
		w.result = answer.result
		switch old := w.word.Swap(greenFileAnswered); old {
		case greenFileAsked:
		case greenFileAnswered:
			throw("greenrt: io_uring answered twice")
		default:
			list.push(guintptr(old).ptr())
			delta--
		}
	}
	atomic.StoreRel(r.answerHead, head)
	unlock(&r.lock)
	return delta
}

// reapHere takes the answers that are there, if any, on the holder's g0.
func (r *greenUring) reapHere() {
	if *r.answerHead == atomic.LoadAcq(r.answerTail) {
		return
	}
	var list gList
	delta := r.reap(&list)
	for !list.empty() {
		ready(list.pop(), 0, true)
	}
	netpollAdjustWaiters(delta)
}

// greenUringEvent reports whether an event of the poller's, whose data is at data, is for
// a ring. If so it reaps into list.
//
//go:nowritebarrierrec
func greenUringEvent(data unsafe.Pointer, list *gList, delta *int32) bool {
	for i := range greenUrings {
		if r := &greenUrings[i]; *(**greenUring)(data) == r {
			*delta += r.reap(list)
			return true
		}
	}
	return false
}

// greenIsUring reports whether fd is a ring.
func greenIsUring(fd uintptr) bool {
	for i := range greenUrings {
		if r := &greenUrings[i]; r.state.Load() != greenUringNew && r.fd != 0 && fd == uintptr(r.fd) {
			return true
		}
	}
	return false
}
