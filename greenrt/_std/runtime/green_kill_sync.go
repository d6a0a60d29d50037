// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Ending a wait on a semaphore or a Cond.
//
// Package sync and internal/poll count those who wait, next to the semaphore, and
// whoever releases first takes one from the count and then makes the release. So
// at every moment
//
//	count + releases on their way = waiters
//
// whoever the waiters are: a release goes to any of them. To end a wait, one must be
// taken from the count and the waiter out of the queue. If the count is zero, a
// release is on its way to the last waiter, who is thus as good as woken: the kill has
// lost. The count says by what else it is accompanied:
//
//	lock              count                         besides
//	Mutex             state>>3, before sema         a starving mutex with no lock bit is
//	                                                on its way to a waiter, who is
//	                                                still counted; the last one that
//	                                                leaves a locked one ends starving
//	RWMutex, reader   readerCount, after readerSem  negative while a writer waits or has
//	                                                the lock; else all were released
//	RWMutex, writer   none                          see below
//	WaitGroup         low half of state             counter, the high half, zero: all
//	                                                were released
//	file lock         20 bits of state each for     closed: all were released
//	                  readers and writers
//
// A writer that waits for readers to leave has announced itself, and new readers wait
// for it. It cannot take that back: of readers that have just left, readerCount and
// readerWait together do not tell who has done both of the steps that RUnlock takes.
// So its place is taken by a goroutine that waits in its stead and then unlocks, as if
// it had got the lock for an instant (package sync's greenRelinquish).
//
// A Cond gives its waiters numbers, and Signal wakes the one whose turn it is. The
// number of one that left would swallow a signal. So it stays in the list, as a sudog
// without a g that stands for numbers from ticket to ticket+acquiretime, until its
// turn comes, which then passes to the next (greenSkipDead). notify never is a dead
// number, and neighbours are merged, so that there are no more of them than waiters.

// From package internal/sync's Mutex and internal/poll's fdMutex.
const (
	greenMutexLocked   = 1
	greenMutexStarving = 4
	greenMutexWaiter   = 8

	greenFileReader = 1 << 23
	greenFileWriter = 1 << 43
	greenFileMask   = 1<<20 - 1
)

// greenEndAcquire ends the wait of gp on a semaphore.
func greenEndAcquire(gp *g) bool {
	s := (*sudog)(atomic.Loadp(unsafe.Pointer(&gp.waiting)))
	if s == nil {
		return false
	}
	addr := (*uint32)(s.elem.get())
	if addr == nil {
		return false
	}
	root := semtable.rootFor(addr)
	lockWithRank(&root.lock, lockRankRoot)
	// Who dequeues clears both, under the lock.
	if gp.waiting != s || s.elem.get() != unsafe.Pointer(addr) || !greenUncount(gp, addr) {
		unlock(&root.lock)
		return false
	}
	root.greenRemove(addr, s)
	root.nwait.Add(-1)
	gp.param = unsafe.Pointer(addr) // for greenClearAcquire
	unlock(&root.lock)
	return true
}

// greenUncount takes gp, a waiter for the semaphore at addr, from the count that its
// owner keeps, and reports whether it could.
func greenUncount(gp *g, addr *uint32) bool {
	switch gp.waitreason {
	case waitReasonSyncMutexLock:
		state := (*int32)(unsafe.Pointer(uintptr(unsafe.Pointer(addr)) - 4))
		for {
			old := atomic.Loadint32(state)
			last := old/greenMutexWaiter == 1
			if old/greenMutexWaiter == 0 || last && old&(greenMutexStarving|greenMutexLocked) == greenMutexStarving {
				return false
			}
			new := old - greenMutexWaiter
			if last {
				new &^= greenMutexStarving
			}
			if atomic.Casint32(state, old, new) {
				return true
			}
		}
	case waitReasonSyncRWMutexRLock:
		count := (*int32)(add(unsafe.Pointer(addr), 4))
		for {
			old := atomic.Loadint32(count)
			if old >= 0 {
				return false
			}
			if atomic.Casint32(count, old, old-1) {
				return true
			}
		}
	case waitReasonSyncRWMutexLock:
		return true
	case waitReasonSyncWaitGroupWait, waitReasonSynctestWaitGroupWait:
		greenRaceUncount(gp, unsafe.Pointer(addr))
		state := (*uint64)(unsafe.Pointer(uintptr(unsafe.Pointer(addr)) - 8))
		for {
			old := atomic.Load64(state)
			if old>>32 == 0 || old&0x7fffffff == 0 {
				return false
			}
			if atomic.Cas64(state, old, old-1) {
				return true
			}
		}
	case waitReasonSemacquire: // a file's
		// The state is a uint64 and comes before the two semaphores.
		unit, state := uint64(greenFileReader), (*uint64)(unsafe.Pointer(uintptr(unsafe.Pointer(addr))-8))
		if uintptr(unsafe.Pointer(addr))%8 != 0 {
			unit, state = greenFileWriter, (*uint64)(unsafe.Pointer(uintptr(unsafe.Pointer(addr))-12))
		}
		for {
			old := atomic.Load64(state)
			if old/unit&greenFileMask == 0 {
				return false
			}
			if atomic.Cas64(state, old, old-unit) {
				return true
			}
		}
	}
	throw("greenrt: unknown semaphore")
	return false
}

// greenRemove takes s, which waits for addr, out of the queue. It leaves s.g.waiting
// as it is, for greenClearAcquire. root is locked.
func (root *semaRoot) greenRemove(addr *uint32, s *sudog) {
	head := root.treap
	for head != nil && head.elem.get() != unsafe.Pointer(addr) {
		if uintptr(unsafe.Pointer(addr)) < head.elem.uintptr() {
			head = head.prev
		} else {
			head = head.next
		}
	}
	if head == nil {
		throw("greenrt: semaphore of a killed greenlet has no waiters")
	}
	if head == s {
		// dequeue is about to charge the time that others have waited to its
		// caller, who does not pass it on here.
		next, tail := s.waitlink, s.waittail
		var nextTime, tailTime int64
		if next != nil {
			nextTime, tailTime = next.acquiretime, tail.acquiretime
		}
		root.dequeue(addr)
		if next != nil {
			next.acquiretime, tail.acquiretime = nextTime, tailTime
		}
		s.g.waiting = s
		return
	}
	prev := head
	for prev.waitlink != s {
		prev = prev.waitlink
		if prev == nil {
			throw("greenrt: killed greenlet does not wait for its semaphore")
		}
	}
	prev.waitlink = s.waitlink
	if head.waittail == s {
		head.waittail = prev
		if prev == head {
			head.waittail = nil
		}
	}
	if head.waiters > 0 {
		head.waiters--
	}
	s.waitlink = nil
	s.elem.set(nil)
	s.ticket = 0
}

// greenClearAcquire is the end of semacquire1, and of package sync's function that
// called it, for the calling goroutine whose wait was ended.
func greenClearAcquire(gp *g, reason waitReason) {
	s := gp.waiting
	gp.waiting = nil
	addr := gp.param
	gp.param = nil
	releaseSudog(s)
	greenRaceLeave(reason, addr)
	if reason == waitReasonSyncRWMutexLock {
		greenRelinquish(addr)
	}
}

// greenRelinquish is package sync's: it sees to it that the RWMutex of the semaphore
// at addr is unlocked when a writer gets it who does not want it any more.
var greenRelinquish func(addr unsafe.Pointer)

//go:linkname greenSetRelinquish
func greenSetRelinquish(f func(addr unsafe.Pointer)) {
	greenRelinquish = f
}

// greenAcquireFile is poll_runtime_Semacquire for the lock of a file, which unlike
// the end of a Close can be cut.
//
//go:linkname greenAcquireFile
func greenAcquireFile(addr *uint32) {
	gp := getg()
	if gp.green == 0 {
		semacquire1(addr, false, semaBlockProfile, 0, waitReasonSemacquire)
		return
	}
	atomic.Or8(&gp.greenKill, greenKillFile)
	semacquire1(addr, false, semaBlockProfile, 0, waitReasonSemacquire)
	atomic.And8(&gp.greenKill, ^greenKillFile)
}

// greenDead counts the sudogs in lists of Conds that stand for waiters who have left.
var greenDead atomic.Int32

// greenEndCond ends the wait of gp on a Cond.
func greenEndCond(gp *g) bool {
	s := gp.waiting
	l := (*notifyList)(s.elem.get())
	dead := acquireSudog() // not under the lock, as it may allocate
	lockWithRank(&l.lock, lockRankNotifyList)
	prev, at := (*sudog)(nil), l.head
	for at != nil && at != s {
		prev, at = at, at.next
	}
	if at == nil {
		unlock(&l.lock)
		releaseSudog(dead)
		return false
	}
	l.greenUnlink(prev, s)
	dead.ticket = s.ticket
	dead.acquiretime = 1
	dead.g = nil
	if dead = l.greenBury(prev, dead); dead != nil {
		l.greenSkipDead()
	} else {
		greenDead.Add(1)
	}
	unlock(&l.lock)
	if dead != nil {
		releaseSudog(dead)
	}
	return true
}

// greenUnlink takes s, which comes after prev, out of the list.
func (l *notifyList) greenUnlink(prev, s *sudog) {
	if prev == nil {
		l.head = s.next
	} else {
		prev.next = s.next
	}
	if l.tail == s {
		l.tail = prev
	}
	s.next = nil
}

// greenBury notes that the number dead.ticket was given up by one that came after prev.
// It returns dead if there is no need to remember it for long.
func (l *notifyList) greenBury(prev, dead *sudog) *sudog {
	if dead.ticket == l.notify {
		atomic.Store(&l.notify, l.notify+1)
		return dead
	}
	if prev != nil && prev.g == nil && prev.ticket+uint32(prev.acquiretime) == dead.ticket {
		prev.acquiretime++
		if next := prev.next; next != nil && next.g == nil && next.ticket == dead.ticket+1 {
			prev.acquiretime += next.acquiretime
			l.greenUnlink(prev, next)
			greenDead.Add(-1)
			// The collector has it, as releaseSudog may not be called here.
		}
		return dead
	}
	next := l.head
	if prev != nil {
		next = prev.next
	}
	if next != nil && next.g == nil && next.ticket == dead.ticket+1 {
		next.ticket--
		next.acquiretime++
		return dead
	}
	dead.next = next
	if prev == nil {
		l.head = dead
	} else {
		prev.next = dead
	}
	if next == nil {
		l.tail = dead
	}
	return nil
}

// greenSkipDead passes the turn on while it is that of somebody who has left. l is
// locked.
func (l *notifyList) greenSkipDead() {
	for prev, s := (*sudog)(nil), l.head; s != nil; {
		if s.g != nil || s.ticket != l.notify {
			prev, s = s, s.next
			continue
		}
		atomic.Store(&l.notify, l.notify+uint32(s.acquiretime))
		l.greenUnlink(prev, s)
		greenDead.Add(-1)
		prev, s = nil, l.head
	}
}

// greenSkipDeadOne is called by notifyListNotifyOne when the turn has gone to the next.
func (l *notifyList) greenSkipDeadOne() {
	if greenDead.Load() != 0 {
		l.greenSkipDead()
	}
}

// greenLiving returns the list that begins at s without those who have left.
// It is called by notifyListNotifyAll under the lock.
func greenLiving(s *sudog) *sudog {
	if greenDead.Load() == 0 {
		return s
	}
	var first, last *sudog
	for s != nil {
		next := s.next
		if s.g == nil {
			s.next = nil
			greenDead.Add(-1)
		} else if last == nil {
			first, last = s, s
		} else {
			last.next = s
			last = s
		}
		s = next
	}
	if last != nil {
		last.next = nil
	}
	return first
}
