// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

//go:build linux

package runtime

import (
	"internal/runtime/syscall/linux"
	"unsafe"
)

// Assertions of GREENRT=check=1 about waiting for a socket that was not read before.
//
// A read that should have been made first and was not is a goroutine that waits for
// ever. So the kernel is asked: if there is something to read the poller must tell of
// it, be it by an event that nobody has fetched yet or by one that another thread is about
// to deliver. How long that thread needs is the kernel's business, so the assertion
// fetches events itself and is patient (greenCheckFor). It asks by poll and FIONREAD,
// which take nothing from the socket, not even its error; the second, since poll is
// silent about data below SO_RCVLOWAT.

const (
	greenCheckFor = 10_000_000_000 // ns until an event that is missing is lost

	greenTrapPoll  = 7
	greenTrapIoctl = 16
	greenPollIn    = 0x1    // POLLIN
	greenPollHup   = 0x2000 // POLLRDHUP; POLLHUP and POLLERR come unasked
	greenFionread  = 0x541b // FIONREAD
)

// greenCheckDrained asserts invariants 1 and 2 of green_ready.go for pd, whose reader
// is about to wait.
func (pd *pollDesc) greenCheckDrained() {
	if !greenChecking {
		return
	}
	if rg := pd.rg.Load(); rg != pdNil && rg != pdReady {
		greenBadPoll(pd, "a reader that is to wait is not alone")
	}
	pd.greenCheckTold(pdNil)
}

// greenCheckTold waits until pd's socket has nothing to read, or pd.rg has been
// changed from rg by somebody who knows that it has, or the wait is over for other
// reasons.
func (pd *pollDesc) greenCheckTold(rg uintptr) {
	for start := nanotime(); pd.rg.Load() == rg && pd.greenHup.Load() == 0 && greenPollable(pd.fd) &&
		netpollcheckerr(pd, 'r') == pollNoError && greenReadable(pd.fd); {
		if nanotime()-start > greenCheckFor {
			greenBadPoll(pd, "the poller does not tell of what there is to read")
		}
		systemstack(func() {
			list, delta := netpoll(0)
			injectglist(&list)
			netpollAdjustWaiters(delta)
			osyield()
		})
	}
}

// greenReadable reports whether a read of the socket fd would not have to wait.
func greenReadable(fd uintptr) (yes bool) {
	systemstack(func() {
		p := struct {
			fd              int32
			events, revents int16
		}{int32(fd), greenPollIn | greenPollHup, 0}
		n, _, errno := linux.Syscall6(greenTrapPoll, uintptr(unsafe.Pointer(&p)), 1, 0, 0, 0, 0)
		if yes = errno == 0 && n != 0; yes {
			return
		}
		var queued int32
		_, _, errno = linux.Syscall6(greenTrapIoctl, fd, greenFionread, uintptr(unsafe.Pointer(&queued)), 0, 0, 0)
		yes = errno == 0 && queued > 0
	})
	return yes
}

// greenBadPoll reports a broken invariant of a pollDesc and crashes the program.
//
//go:nowritebarrierrec
func greenBadPoll(pd *pollDesc, what string) {
	systemstack(func() {
		printlock()
		print("greenrt: ", what, ": fd=", pd.fd, " rg=", hex(pd.rg.Load()), " info=", hex(pd.info()), " hup=", pd.greenHup.Load(), "\n")
		printunlock()
		throw("greenrt: invariant of the poller broken")
	})
}
