// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Killing
//
// A kill ends a greenlet's wait from outside: the wait is undone, as if it had never
// begun, and a panic is raised where it was. Package greenrt says what is raised, and
// makes Kill and Timeout of it. Here is how a wait is undone; green_unwind.go has the
// panic.
//
// Whoever wakes a goroutine first takes it out of what it waits for: out of a
// channel's queue under the channel's lock, out of the table of semaphores, or by a
// compare-and-swap of selectDone or of a pollDesc's word. There the wakers have
// always competed with one another, and exactly one of them won, who alone makes the
// goroutine ready. A kill is one more competitor, by the same rules, and so needs
// none of its own: if it wins, no waker ever will, and if it loses, a waker has won,
// the wait ends as it would have, what it waited for is kept, and the kill waits for
// the next wait. green_kill_wait.go has what winning means for each kind of wait,
// green_kill_sync.go what package sync counts besides.
//
// A greenlet's kill state are bits in g.greenKill:
//
//	asked   a kill is wanted, and raised at the next wait or yield
//	cut     its wait was undone, and it was made ready; raised when it runs
//	held    as cut, in Cond.Wait: raised when that has its lock again; and of any
//	        wait, while greenrt takes what is to be raised, for which it may wait
//	shield  asked stays asked (greenrt.Shield, sync.Once, and a Locker's own Lock
//	        at the end of Cond.Wait)
//	file    where it waits is the lock of a file, which alone of the runtime's
//	        nameless semaphores can be cut
//	parking it is away and about to publish where it waits: only its own M cuts it
//
// and change so:
//
//	from    to      when                                who
//	        asked   asked while it does not wait, or    the asker
//	                shielded, or a waker has won
//	        cut     asked while it waits                the asker
//	asked   cut     it parks                            its own M, in park_m
//	asked   held    Gosched; the shield's end           itself
//	asked           withdrawn                           the asker, or itself, unless
//	                                                    it is held
//	cut     held    it runs again, in gopark            itself
//	held    raised  greenrt has taken it; if it was in  itself
//	                Cond.Wait, once that has locked
//	held    asked   the Lock of Cond.Wait has panicked  itself
//
// A kill that has cut can no longer be withdrawn: the wait is gone. Nor can one that is
// held, not even by the greenlet itself, which runs then: the Lock that Cond.Wait ends with
// is that of any Locker, so the program's own code.
//
// Who may do this. A member that is not away runs only when it has its hub's token.
// So the holder, while it cannot be preempted, has the members that wait to itself:
// they do not run, park, end or move; only their wakers come and go. The asker must
// therefore be the holder of the hub, and greenrt starts a greenlet if it is not. The
// M on which a greenlet parks has the token as well. A member that is away is an
// ordinary goroutine, which may run, park and end at any moment, and one that waits in
// iter.Pull may be resumed by such a one. So who is away or waits is held in place by
// its status's scan bit, as the collector does to look at a stack.
//
// Only who has the token may set that bit, since a member that is not away is switched
// to without a compare-and-swap; and the M on which one that is away parks. That M
// sets it before it publishes the wait, while gp is surely still away and where it was,
// and until it has looked for asked. Afterwards gp might be woken, come back to its
// hub and wait there, where it is none of this M's business. So there is
//
//	race                                    who is first
//	asker and waker                         decided by what it waits for, as above
//	asker and the park of one that is away  who sets the scan bit first. If that is
//	                                        the asker he finds parking, and leaves
//	                                        asked for its M to find. He must not cut:
//	                                        its M has locked what it will wait for,
//	                                        and unlocks only with the scan bit
//	two askers                              one has the token
//	asker and the end of the goroutine      none: who is not away does not end
//	                                        meanwhile, and who is away is held. The
//	                                        goid tells whether the g is still it
//	asker and the collector                 the collector may scan or move the stack
//	                                        of a greenlet that is being cut. It reads
//	                                        g.waiting, so that is left as it is until
//	                                        the greenlet itself runs; its sudogs leave
//	                                        the queues under the locks that the
//	                                        collector takes to move what they point to
//	asker and stop-the-world                the asker cannot be preempted
//	asker and withdrawal                    both need the token or the scan bit
//
// The price for goroutines that are not killed is a test of a byte, in the members'
// branch of gopark, of greenPark and of Gosched, and of one word where package sync
// signals a Cond that somebody waits for.

const (
	greenKillAsked uint8 = 1 << iota
	greenKillCut
	greenKillHeld
	greenKillShield
	greenKillFile
	greenKillParking
)

// A greenKillResult says what became of a request. Package greenrt knows the values.
type greenKillResult int32

const (
	greenKillGone      greenKillResult = iota // the goroutine has ended
	greenKillWaits                            // asked: raised at its next wait or yield
	greenKillDone                             // its wait was undone
	greenKillElsewhere                        // the caller does not hold the greenlet's hub
)

// greenAskKill asks for the death of the wait of gp, whose goid was goid. If gp is the
// calling goroutine the kill is raised at its next wait. The caller sees to it that
// there is something to raise before.
//
//go:linkname greenAskKill
func greenAskKill(gp *g, goid uint64) (result greenKillResult) {
	mp := acquirem()
	self := getg()
	switch {
	case gp == self:
		atomic.Or8(&gp.greenKill, greenKillAsked)
		result = greenKillWaits
	case !greenHolds(self):
		result = greenKillElsewhere
	default:
		systemstack(func() { result = greenKill(gp, goid, false) })
	}
	releasem(mp)
	return result
}

// greenUnaskKill withdraws what greenAskKill has asked for. It reports whether nothing will
// be raised, and whether the caller may say so (see greenAskKill).
//
//go:linkname greenUnaskKill
func greenUnaskKill(gp *g, goid uint64) (result greenKillResult) {
	mp := acquirem()
	self := getg()
	switch {
	case gp == self:
		// asked goes even if it is held: who takes what is raised forgets it by this.
		atomic.And8(&gp.greenKill, ^greenKillAsked)
		result = greenKillWaits
		if gp.greenKill&greenKillHeld != 0 {
			result = greenKillDone
		}
	case !greenHolds(self):
		result = greenKillElsewhere
	default:
		systemstack(func() { result = greenUnkill(gp, goid) })
	}
	releasem(mp)
	return result
}

// greenKillTaken is called by the calling goroutine when it has taken what greenRaiser
// raises.
//
//go:linkname greenKillTaken
func greenKillTaken() { atomic.And8(&getg().greenKill, ^greenKillHeld) }

// greenKillCount counts, by what the greenlets waited for, the waits that were ended
// and those that were not since their waker was first or they may not be. So a test
// that means to end a wait of some kind, or to race with its event, knows that it did.
var greenKillCount [len(waitReasonStrings)]struct{ ended, kept atomic.Uint64 }

// greenKillStats calls f with each kind of wait that greenKillCount knows something of.
//
//go:linkname greenKillStats
func greenKillStats(f func(wait string, ended, kept uint64)) {
	for i := range greenKillCount {
		if c := &greenKillCount[i]; c.ended.Load()+c.kept.Load() != 0 {
			f(waitReason(i).String(), c.ended.Load(), c.kept.Load())
		}
	}
}

// greenPin holds gp in place, whose goid was goid: if it waits or is away it does not
// run, or if it runs does not stop, until greenUnpin(gp, status). pinned is false if that
// is needless, as it is in its hub and does not wait. alive is false if the goroutine
// has ended, and it is not pinned then. It runs on g0 with the hub's token.
func greenPin(gp *g, goid uint64) (status uint32, pinned, alive bool) {
	for {
		away := gp.greenAway
		status = readgstatus(gp)
		switch status &^ _Gscan {
		case _Gidle, _Gdead, _Gdeadextra:
			return status, false, false
		case _Grunnable, _Grunning, _Gwaiting, _Gsyscall, _Gleaked:
		default: // its stack is being copied, or it was stopped for a scan
			osyield()
			continue
		}
		if !away && status&^_Gscan != _Gwaiting {
			// A g that is used again has its new goid before its status.
			return status &^ _Gscan, false, gp.goid == goid && gp.green != 0
		}
		if status&_Gscan != 0 || !castogscanstatus(gp, status, status|_Gscan) {
			procyield(10)
			continue
		}
		if gp.goid != goid || gp.green == 0 {
			greenUnpin(gp, status)
			return status, false, false
		}
		if gp.greenAway || status == _Gwaiting {
			greenCheckPin(gp)
			return status, true, true
		}
		greenUnpin(gp, status) // it has just come back to the hub
	}
}

func greenUnpin(gp *g, status uint32) {
	casfrom_Gscanstatus(gp, status|_Gscan, status)
}

// greenKill asks for gp's kill, or if parking only carries out what was asked before. It
// runs on g0 with the hub's token.
func greenKill(gp *g, goid uint64, parking bool) greenKillResult {
	status, pinned, alive := greenPin(gp, goid)
	if !alive {
		return greenKillGone
	}
	if !parking {
		atomic.Or8(&gp.greenKill, greenKillAsked)
	}
	ended := status == _Gwaiting && greenCutWait(gp)
	if pinned {
		greenUnpin(gp, status)
	}
	if !ended {
		return greenKillWaits
	}
	ready(gp, 0, true)
	return greenKillDone
}

// greenCutWait ends the wait of gp, which waits and is pinned, if a kill is asked for that
// may do so. It reports whether it did: then the caller, who alone can, makes gp ready
// without the pin.
func greenCutWait(gp *g) bool {
	const others = greenKillCut | greenKillHeld | greenKillShield | greenKillParking
	if atomic.Load8(&gp.greenKill)&(greenKillAsked|others) != greenKillAsked {
		return false
	}
	reason := gp.waitreason
	if !greenEndWait(gp) {
		greenKillCount[reason].kept.Add(1)
		return false
	}
	atomic.And8(&gp.greenKill, ^greenKillAsked)
	atomic.Or8(&gp.greenKill, greenKillCut)
	greenKillCount[reason].ended.Add(1)
	return true
}

// greenUnkill is greenUnaskKill on g0.
func greenUnkill(gp *g, goid uint64) greenKillResult {
	status, pinned, alive := greenPin(gp, goid)
	if !alive {
		return greenKillGone
	}
	result := greenKillDone
	if atomic.Load8(&gp.greenKill)&(greenKillCut|greenKillHeld) == 0 {
		atomic.And8(&gp.greenKill, ^greenKillAsked)
		result = greenKillWaits
	}
	if pinned {
		greenUnpin(gp, status)
	}
	return result
}

// greenUnlockAway is the unlock function of a member that is away, around the one
// that gopark was given: who parks with a kill asked for is killed at once. A holder
// has greenUnlock. greenPark has set greenKillParking.
func greenUnlockAway(gp *g, lock unsafe.Pointer) bool {
	mp := getg().m
	for !castogscanstatus(gp, _Gwaiting, _Gwaiting|_Gscan) {
		procyield(10) // an asker, who asks and goes, or the collector
	}
	atomic.And8(&gp.greenKill, ^greenKillParking)
	fn := mp.greenUnlockf
	ok := fn == nil || fn(gp, lock)
	mp.greenUnlockf = nil
	if greenChecking && cheaprandn(8) == 0 {
		usleep(1 << cheaprandn(10)) // published, and not looked for a kill yet
	}
	ended := ok && greenCutWait(gp)
	greenUnpin(gp, _Gwaiting)
	if ended {
		ready(gp, 0, true)
	}
	return ok
}

// greenShieldKill begins or ends the region in which the calling goroutine's kills wait.
// It reports whether it was in one.
//
//go:linkname greenShieldKill
func greenShieldKill(on bool) bool {
	gp := getg()
	was := gp.greenKill&greenKillShield != 0
	if on {
		atomic.Or8(&gp.greenKill, greenKillShield)
	} else {
		atomic.And8(&gp.greenKill, ^greenKillShield)
	}
	return was
}

// greenIdentify returns the calling goroutine as a pair that the functions above take.
//
//go:linkname greenIdentify
func greenIdentify() (gp *g, goid uint64) {
	gp = getg()
	return gp, gp.goid
}

// A greenlet's self is a pointer of package greenrt's, which keeps what it points to
// alive. It is kept in a word that only builds with the tag valgrind use, as g may not
// grow; those have one more (greenSelfWord).

//go:linkname greenSelf
func greenSelf() unsafe.Pointer {
	return unsafe.Pointer(*getg().greenSelfPtr())
}

//go:linkname greenSetSelf
func greenSetSelf(self unsafe.Pointer) {
	*getg().greenSelfPtr() = uintptr(self)
}

// greenEnds is called by goexit1 for who has a self, and by coroexit. That need not be a member:
// a call that a debugger makes runs as a goroutine without a hub, which may ask for a Timeout.
// The goroutine has its self until all that is to be done at its end is done, or it
// would be given another.
func greenEnds() {
	if self := greenSelf(); self != nil {
		greenEnder(self)
		greenSetSelf(nil)
	}
}
