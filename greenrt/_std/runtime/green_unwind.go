// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"internal/runtime/sys"
	"unsafe"
)

// The panic of a kill, from where it is raised to where it ends the goroutine, or the
// program, or is overtaken.

// greenRaiser is package greenrt's function that panics with what was asked for, and
// greenEnder the one that is told of the end of a goroutine that has a self. greenQuiet
// says whether a panic ends only the goroutine, and greenRaised whether it was raised.
var (
	greenRaiser func()
	greenEnder  func(self unsafe.Pointer)
	greenQuiet  func(value any) bool
	greenRaised func(value any) bool
)

// greenSetHooks is how package greenrt says what to raise.
//
//go:linkname greenSetHooks
func greenSetHooks(raise func(), end func(self unsafe.Pointer), quiet, raised func(value any) bool) {
	greenRaiser, greenEnder, greenQuiet, greenRaised = raise, end, quiet, raised
}

// greenRaise raises a kill for which the bits were set. It is held first: who would
// withdraw it before greenrt has taken it must find one or the other.
func greenRaise(bits uint8) {
	gp := getg()
	atomic.Or8(&gp.greenKill, greenKillHeld)
	atomic.And8(&gp.greenKill, ^bits)
	greenRaiser()
	throw("greenrt: a greenlet's wait was ended and nothing is raised")
}

// greenKilled is called in gopark by the calling member, gp, whose wait for reason was
// cut. It clears up what the wait has left behind and raises the kill.
func greenKilled(gp *g, reason waitReason) {
	if reason == waitReasonSyncCondWait {
		// Who waits on a Cond leaves it with the lock, by a panic as well:
		// deferred functions unlock. So the wait returns first.
		atomic.Or8(&gp.greenKill, greenKillHeld)
		atomic.And8(&gp.greenKill, ^greenKillCut)
		return
	}
	greenClearWait(gp, reason)
	greenRaise(greenKillCut | greenKillFile)
}

// greenCondWaited is what Cond.Wait ends with. What is held while the goroutine is in a shield
// has ended the Wait of another Cond, whose Lock it is in.
//
//go:linkname greenCondWaited
func greenCondWaited() {
	if gp := getg(); gp.greenKill&(greenKillHeld|greenKillShield) == greenKillHeld {
		greenRaise(0)
	}
}

// greenCondLeft is called instead when the Lock that Cond.Wait ends with has panicked. Held for
// ever, the kill would be neither raised nor withdrawn, nor would any other.
//
//go:linkname greenCondLeft
func greenCondLeft() {
	if gp := getg(); gp.greenKill&greenKillHeld != 0 {
		atomic.Or8(&gp.greenKill, greenKillAsked) // first: it can be withdrawn when it is not held
		atomic.And8(&gp.greenKill, ^greenKillHeld)
	}
}

// greenYielded is called when the calling member, gp, has called Gosched and a kill is
// asked for. Allocating memory may call it as well, in the middle of anything, so
// the kill is raised only if it was neither the runtime nor the standard library.
func greenYielded(gp *g) {
	own := true
	pc, sp := sys.GetCallerPC(), sys.GetCallerSP()
	systemstack(func() {
		var u unwinder
		u.initAt(pc, sp, 0, gp, unwindSilentErrors)
		own = greenOwnCaller(&u, greenIsGosched)
	})
	if !own {
		greenKillPoint()
	}
}

func greenIsGosched(name string) bool {
	return name == "runtime.greenTurnOrYield" || name == "runtime.greenGosched" || name == "runtime.Gosched"
}

// greenKillPoint raises a kill that was asked of the calling goroutine, unless it is in
// a shield.
//
//go:linkname greenKillPoint
func greenKillPoint() {
	gp := getg()
	if gp.greenKill&(greenKillAsked|greenKillShield|greenKillHeld) == greenKillAsked {
		greenRaise(greenKillAsked)
	}
}

// greenUnraised is called by gopanic when the calling goroutine has run all its
// deferred functions and nobody has recovered. A goroutine that was killed ends there.
func greenUnraised(value any) {
	if !greenEndsQuietly(value) {
		return
	}
	// Those below were abandoned, and are counted as well.
	for p := getg()._panic; p != nil; p = p.link {
		if !p.goexit {
			runningPanicDefers.Add(-1)
		}
	}
	goexit1()
}

// greenOvertaken returns the newest panic of the calling goroutine that nobody has
// recovered and that was not raised from outside. A kill that ends one of the deferred
// functions that it calls overtakes it: recover returns the kill from then on. What
// Goexit has overtaken is over, as always.
//
//go:linkname greenOvertaken
func greenOvertaken() (value any, overtaken bool) {
	if greenRaised == nil {
		return nil, false
	}
	for p := getg()._panic; p != nil && !p.goexit; p = p.link {
		if !p.recovered && !greenRaised(p.arg) {
			return p.arg, true
		}
	}
	return nil, false
}

// greenEndsQuietly reports whether a panic with value that nobody recovers ends the
// calling goroutine and not the program: if it is a kill that did not come while a fault of
// the program's own was already on its way, which is reported. Nor may a goroutine end
// that the runtime has locked to its thread, for a callback of C: gdestroy would throw, and
// say less.
//
//go:linkname greenEndsQuietly
func greenEndsQuietly(value any) bool {
	gp := getg()
	if gp.green == 0 || gp.goid == 1 || gp.m.lockedInt != 0 || greenQuiet == nil || !greenQuiet(value) {
		return false
	}
	_, overtaken := greenOvertaken()
	return !overtaken
}
