// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"internal/stringslite"
	"unsafe"
)

// Ending a wait of each kind. Two functions know all kinds:
//
// greenEndWait is the competitor of the wakers. It runs on g0 while gp, which waits,
// is held in place (green_kill.go). It takes gp out of what it waits for and nothing
// else: the collector may look at gp meanwhile.
//
// greenClearWait runs on gp's own stack when it goes on, in gopark, from where it
// will leave by a panic. It does what the function that called gopark would have
// done after its wait.
//
//	wait                  who wins                        what is cleared
//	channel               takes the sudog out of the      the sudog, the channel's
//	                      queue, under the channel's lock timer, activeStackChans
//	select                CAS selectDone from 0           all sudogs, which are taken
//	                                                      out here; selectDone
//	nil channel, select{} the killer, having no rival
//	time.Sleep            stops the timer
//	descriptor            CAS rg or wg from the g to nil  g.param, which says which
//	greenAwait            CAS the word from the g to 2     g.param, which says which
//	Mutex, RWMutex,       takes the sudog out of the      the sudog
//	WaitGroup, file lock  semaphore's queue, under its
//	                      root's lock, and is no longer
//	                      counted (green_kill_sync.go)
//	Cond                  takes the sudog out of the      nothing: the wait returns
//	                      list, under its lock
//
// Any other wait is the runtime's own, and short: it is not ended.

// greenEndWait tries to end the wait of gp, and reports whether it did. If not,
// somebody else has, or it is not to be ended.
func greenEndWait(gp *g) bool {
	switch gp.waitreason {
	case waitReasonChanReceiveNilChan, waitReasonChanSendNilChan, waitReasonSelectNoCases:
		return true
	case waitReasonChanReceive, waitReasonChanSend, waitReasonSynctestChanReceive, waitReasonSynctestChanSend:
		if greenOwnChannel(gp) {
			return false
		}
		sg := gp.waiting
		c := sg.c.get()
		lock(&c.lock)
		was := greenDequeue(c, sg)
		unlock(&c.lock)
		return was
	case waitReasonSelect, waitReasonSynctestSelect:
		return gp.selectDone.CompareAndSwap(0, 1)
	case waitReasonSleep:
		return gp.timer.stop()
	case waitReasonIOWait:
		// Without a word it waits for a file (green_files.go).
		return gp.param != nil && greenEndPoll(gp)
	case waitReasonCoroutine:
		// Or it waits in coroswitch, for the coroutine to give control back.
		word := (*uintptr)(gp.param)
		return word != nil && atomic.Casuintptr(word, uintptr(unsafe.Pointer(gp)), greenWordKilled)
	case waitReasonSyncMutexLock, waitReasonSyncRWMutexRLock, waitReasonSyncRWMutexLock:
		if greenOwnLock(gp) {
			return false
		}
		return greenEndAcquire(gp)
	case waitReasonSyncWaitGroupWait, waitReasonSynctestWaitGroupWait:
		return greenEndAcquire(gp)
	case waitReasonSemacquire:
		return gp.greenKill&greenKillFile != 0 && greenEndAcquire(gp)
	case waitReasonSyncCondWait:
		return greenEndCond(gp)
	}
	return false
}

// greenClearWait clears what the calling goroutine's wait, which was ended, has
// left behind.
func greenClearWait(gp *g, reason waitReason) {
	switch reason {
	case waitReasonChanReceive, waitReasonChanSend, waitReasonSynctestChanReceive, waitReasonSynctestChanSend,
		waitReasonSelect, waitReasonSynctestSelect:
		greenClearChans(gp)
	case waitReasonCoroutine:
		gp.param = nil
	case waitReasonIOWait:
		gp.param = nil
		if gp.greenAway {
			greenStrangers.Add(-1)
		}
	case waitReasonSyncMutexLock, waitReasonSyncRWMutexRLock, waitReasonSyncRWMutexLock,
		waitReasonSyncWaitGroupWait, waitReasonSynctestWaitGroupWait, waitReasonSemacquire:
		greenClearAcquire(gp, reason)
	}
	if greenChecking {
		greenCheckCleared(gp)
	}
}

// greenDequeue takes sg out of c's queue and reports whether it was in it. c is
// locked.
func greenDequeue(c *hchan, sg *sudog) bool {
	q := &c.sendq
	if c.recvq.first == sg || c.recvq.last == sg {
		q = &c.recvq
	}
	// In the middle of either queue, its ends do not matter.
	if sg.prev == nil && q.first != sg {
		return false
	}
	q.dequeueSudoG(sg)
	return true
}

// greenClearChans is the end of chansend, chanrecv and selectgo for a wait that was
// ended. Of a select, all sudogs may still be queued; nobody takes them for a waiter
// since selectDone is set.
func greenClearChans(gp *g) {
	gp.activeStackChans = false
	for sg := gp.waiting; sg != nil; sg = sg.waitlink {
		c := sg.c.get()
		if c.timer != nil {
			unblockTimerChan(c)
		}
		if sg.isSelect {
			lock(&c.lock)
			greenDequeue(c, sg)
			unlock(&c.lock)
		}
	}
	gp.selectDone.Store(0)
	sg := gp.waiting
	for s := sg; s != nil; s = s.waitlink {
		s.isSelect = false
		s.elem.set(nil)
		s.c.set(nil)
	}
	gp.waiting = nil
	gp.param = nil
	for sg != nil {
		next := sg.waitlink
		sg.waitlink = nil
		releaseSudog(sg)
		sg = next
	}
}

// greenEndPoll ends the wait for a descriptor, as a deadline would. gp.param points
// to the word of the pollDesc that it waits on (greenPolling).
func greenEndPoll(gp *g) bool {
	gpp := (*atomic.Uintptr)(gp.param)
	self := uintptr(unsafe.Pointer(gp))
	if !gpp.CompareAndSwap(self, pdNil) {
		return false
	}
	netpollAdjustWaiters(-1)
	return true
}

// greenPolling is called before the calling goroutine waits on gpp.
func greenPolling(gpp *atomic.Uintptr) (stranger int32) {
	if gp := getg(); gp.green != 0 {
		gp.param = unsafe.Pointer(gpp)
	}
	return greenStranger()
}

// greenPollEnded is called after a wait that greenPolling was called before, with what
// that returned.
func greenPollEnded(stranger int32) {
	greenStrangers.Add(-stranger)
	if gp := getg(); gp.green != 0 {
		gp.param = nil
	}
}

// greenOwnLock reports whether gp waits for a mutex of the standard library's own or
// of greenrt's. Such a wait is not ended: that code holds other locks meanwhile which
// it does not unlock by defer, as it may rely on a mutex to be free soon. Nor is one
// in Cond.Wait, which does not return without the lock.
//
// greenrt also calls what programs give it, as in greenrt.Go(mu.Lock) and
// greenrt.WithTimeout(d, mu.Lock), where nothing on the stack is the program's. Its own
// locks it calls by name, and never by a function value.
func greenOwnLock(gp *g) bool {
	name, callee := greenWaitsIn(gp, greenIsLock)
	return name == "" || greenOwnName(name) && !(greenOwnRT(name) && greenIsValue(callee))
}

// greenIsValue reports whether the function called name is called as a value: it is bound
// to a receiver, or a function literal.
func greenIsValue(name string) bool {
	for i := 0; i < len(name); i++ {
		if stringslite.HasPrefix(name[i:], ".func") {
			return true
		}
	}
	return stringslite.HasSuffix(name, "-fm")
}

// greenOwnChannel reports whether it is the runtime itself that waits on a channel, in
// the stead of gp. Such a wait is not ended either: the first collection after
// GOMAXPROCS was raised waits for its new workers, with the collector's locks.
func greenOwnChannel(gp *g) bool {
	name, _ := greenWaitsIn(gp, greenIsChannel)
	return name == "" || stringslite.HasPrefix(name, "runtime.")
}

// greenWaitsIn returns the name of the innermost function on the stack of gp, which
// waits and is pinned, that is not one of inner, or "", and the name of what that calls.
func greenWaitsIn(gp *g, inner func(name string) bool) (name, callee string) {
	var u unwinder
	u.init(gp, unwindSilentErrors)
	return greenCaller(&u, inner)
}

func greenIsChannel(name string) bool {
	switch name {
	case "runtime.gopark", "runtime.goparkunlock", "runtime.greenWait", "runtime.chanrecv", "runtime.chanrecv1", "runtime.chanrecv2",
		"runtime.chansend", "runtime.chansend1", "runtime.selectgo":
		return true
	}
	return false
}

func greenIsLock(name string) bool {
	return name != "sync.(*Cond).Wait" && (stringslite.HasPrefix(name, "runtime.") ||
		stringslite.HasPrefix(name, "sync.") || stringslite.HasPrefix(name, "internal/sync."))
}

// greenOwnCaller reports whether the innermost function on a stack that is not one of
// inner belongs to the standard library or to greenrt.
func greenOwnCaller(u *unwinder, inner func(name string) bool) bool {
	name, _ := greenCaller(u, inner)
	return name == "" || greenOwnName(name)
}

// greenCaller returns the name of that function, or "", and that of the one it calls.
func greenCaller(u *unwinder, inner func(name string) bool) (name, callee string) {
	for ; u.valid(); u.next() {
		f := u.frame.fn
		iu, uf := newInlineUnwinder(f, u.symPC())
		for ; uf.valid(); uf = iu.next(uf) {
			name = iu.srcFunc(uf).name()
			if !inner(name) {
				return name, callee
			}
			callee = name
		}
	}
	return "", callee
}

// greenOwnName reports whether the function called name belongs to the standard
// library, or to this module's packages below greenrt but not to their tests.
func greenOwnName(name string) bool {
	return greenOwnRT(name) || greenIsStd(greenPackage(name))
}

// greenOwnRT is the part of greenOwnName that is about this module.
func greenOwnRT(name string) bool {
	const own = "github.com/go-greenify/greenify/greenrt"
	return stringslite.HasPrefix(name, own) && len(name) > len(own) && (name[len(own)] == '.' || name[len(own)] == '/')
}

// greenPackage returns the import path in the name of a function: what comes before the
// first dot after the last slash. Type arguments, in brackets, have paths of their own,
// and a dot in a path's last element is written otherwise.
func greenPackage(name string) string {
	end := 0
	for i := 0; i < len(name) && name[i] != '['; i++ {
		switch {
		case name[i] == '/':
			end = 0
		case name[i] == '.' && end == 0:
			end = i
		}
	}
	return name[:end]
}

// greenIsStd reports whether path is that of a package of the standard library.
func greenIsStd(path string) bool {
	low, high := 0, len(greenStdPackages)
	for low < high {
		mid := (low + high) / 2
		switch {
		case greenStdPackages[mid] == path:
			return true
		case greenStdPackages[mid] < path:
			low = mid + 1
		default:
			high = mid
		}
	}
	return false
}

// greenCheckCleared asserts that nothing is left of the calling goroutine's wait.
func greenCheckCleared(gp *g) {
	switch {
	case gp.waiting != nil:
		greenBad(gp.greenHub(), gp, "killed greenlet still waits on a sudog")
	case gp.selectDone.Load() != 0:
		greenBad(gp.greenHub(), gp, "killed greenlet still selects")
	case gp.activeStackChans || gp.parkingOnChan.Load():
		greenBad(gp.greenHub(), gp, "killed greenlet's stack is still bound to channels")
	case gp.param != nil:
		greenBad(gp.greenHub(), gp, "killed greenlet has a parameter")
	case gp.greenKill&greenKillCut == 0:
		greenBad(gp.greenHub(), gp, "greenlet cleared a wait that was not ended")
	}
}
