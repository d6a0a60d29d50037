// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Being told that a socket is readable, without a goroutine that waits.
//
// While a handler runs, net/http has a goroutine read the connection, to learn of a
// client that goes away. It is started, and stopped by a deadline in the past, for each
// request, and almost never reads anything. Here the poller calls a function
// instead, when that goroutine's read would return, and the function starts the
// goroutine then.
//
// It is one more state of pd.rg, besides those that netpoll.go lists:
//
//	greenTelling   nobody waits; pd.greenArg is to be told of the next event
//
//	from          to            when
//	nil           greenTelling  greenTell, by who has the read lock of the poll.FD
//	greenTelling  nil           greenUntell, by the same
//	greenTelling  pdReady       the poller: the socket is readable or at its end
//	greenTelling  nil           a deadline or Close, as for a reader that waits
//
// Whoever makes one of the last two changes owns pd.greenNext and tells; who finds
// that greenUntell comes too late waits for what the function does. The read lock is
// kept all the while, so that nobody else reads, and pd is not freed.
//
// The poller may run without a P, under locks and while the world is stopped. So it
// only puts pd on a list and makes a goroutine ready, the teller, which is the
// runtime's own and calls the functions.

const greenTelling = 3

var (
	greenTold      atomic.Uintptr // a stack of pollDescs, linked through greenNext
	greenTeller    atomic.Uintptr // the teller if it waits, else 0
	greenTellStart atomic.Uint32  // 1 from the first greenTell on
	greenTellFunc  func(arg unsafe.Pointer)
)

// greenTell has f(arg) called once pd, whose socket the last read has emptied, becomes
// readable, a deadline is over or it is closed. It returns false, and does
// nothing, if that is so already or might be. f must not block, and is the same
// function in all calls. The caller keeps arg alive until f was called or greenUntell
// has returned true.
//
//go:linkname greenTell
func greenTell(pd *pollDesc, arg unsafe.Pointer, f func(arg unsafe.Pointer)) bool {
	if pd.greenHup.Load() != 0 || getg().bubble != nil || netpollcheckerr(pd, 'r') != pollNoError {
		return false
	}
	if greenTellStart.Load() == 0 && greenTellStart.CompareAndSwap(0, 1) {
		greenTellFunc = f
		go greenTellAll()
	}
	pd.greenArg = uintptr(arg)
	netpollAdjustWaiters(1)
	if !pd.rg.CompareAndSwap(pdNil, greenTelling) {
		netpollAdjustWaiters(-1)
		return false
	}
	// As in netpollblock: who closes or sets a deadline does so first and looks at
	// pd.rg then.
	return netpollcheckerr(pd, 'r') == pollNoError || !greenUntell(pd)
}

// greenUntell takes greenTell back. It returns false if it is too late: the function
// is called, now or soon.
//
//go:linkname greenUntell
func greenUntell(pd *pollDesc) bool {
	if !pd.rg.CompareAndSwap(greenTelling, pdNil) {
		return false
	}
	netpollAdjustWaiters(-1)
	return true
}

// greenTells is called by who took pd from greenTelling. It returns the goroutine that
// is to be made ready for it, if any, and has one less who waits counted with it. With nobody
// to be made ready that is counted here: netpoll's callers forget the count of a poll
// that brought nobody.
//
//go:nowritebarrierrec
func (pd *pollDesc) greenTells(delta *int32) *g {
	for {
		top := greenTold.Load()
		pd.greenNext = top
		if greenTold.CompareAndSwap(top, uintptr(unsafe.Pointer(pd))) {
			break
		}
	}
	// The order, against greenTellWaits: one of the two sees the other.
	if gp := greenTeller.Load(); gp != 0 && greenTeller.CompareAndSwap(gp, 0) {
		*delta -= 1
		return guintptr(gp).ptr()
	}
	netpollAdjustWaiters(-1)
	return nil
}

// greenTellAll is the teller's function.
func greenTellAll() {
	for {
		list := greenTold.Swap(0)
		if list == 0 {
			gopark(greenTellWaits, nil, waitReasonIOWait, traceBlockSystemGoroutine, 1)
			continue
		}
		for list != 0 {
			pd := (*pollDesc)(unsafe.Pointer(list))
			list = pd.greenNext
			arg := unsafe.Pointer(pd.greenArg)
			greenTellFunc(arg) // may free pd
		}
	}
}

// greenTellWaits is the teller's unlock function.
func greenTellWaits(gp *g, _ unsafe.Pointer) bool {
	greenTeller.Store(uintptr(unsafe.Pointer(gp)))
	return greenTold.Load() == 0 || !greenTeller.CompareAndSwap(uintptr(unsafe.Pointer(gp)), 0)
}
