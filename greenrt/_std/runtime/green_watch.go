// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/bytealg"
	"internal/runtime/atomic"
	_ "unsafe" // for go:linkname
)

// Who holds a hub up.
//
// sysmon looks at each hub whenever it looks at the Ps. If it finds the same
// holder in the same turn as at an earlier look, and other members wait, the hub
// has been held up at least for the time between the two. The longest such
// time is a figure that tests and programs can read (greenrt.MaxStall), as fine as
// sysmon's sleep: a millisecond at the most while a hub is busy, and three after a time
// in which its holder changed often (greenSysmonDelay).
//
// With GREENRT=monitor=100ms a holder that is found so for that long is blamed:
// it is asked to stop where it is, and when it does, its stack is printed once
// for each place that held a hub up. A greenlet that cannot be preempted is
// printed where it gives the hub up itself. Asking does not take the hub
// away: with preempt=off the greenlet goes on afterwards. Package greenrt/monitor
// has stalls kept in the same way, with a time of its own (green_stall.go).

// greenWatched is what sysmon remembers of a hub between two looks.
type greenWatched struct {
	holder uintptr
	turns  uint32
	began  int64 // ns; first seen in this turn
	since  int64 // ns; since when others wait as well
	blamed uint8 // what for

	// slice is greenHub.turns, and sliceAt when, in ns, others first waited for it to
	// change (usedUp). Loans change turns, and not slice.
	slice   uint32
	sliceAt int64
}

// What a holder is blamed for: to be printed, or to be kept.
const (
	greenToPrint uint8 = 1 << iota
	greenToKeep
)

var (
	// greenMonitor is the setting GREENRT=monitor, in ns; 0 is off.
	greenMonitor int64

	greenSeen     [len(greenHubs)]greenWatched // sysmon's own
	greenMaxStall atomic.Int64                 // ns

	// greenLooked is when sysmon looked last, and greenCalm says that the turns of each
	// busy hub since the look before were no longer than greenCalmTurn, taken
	// together. sysmon's own.
	greenLooked int64
	greenCalm   bool
)

// greenLook is sysmon's look at the hubs, at time now.
//
//go:nowritebarrierrec
func greenLook(now int64) {
	if !greenOn {
		return
	}
	greenKeepWatch(now)
	greenCalm = true
	past := now - greenLooked
	greenLooked = now
	for i := range greenHubs {
		h, seen := &greenHubs[i], &greenSeen[i]
		holder, turns := h.holder.Load(), h.turn()
		if since := turns - seen.turns; holder != 0 && (since == 0 || int64(since)*greenCalmTurn < past) {
			greenCalm = false
		}
		if slice := h.turns; holder <= greenPassing || slice != seen.slice || !h.waits() {
			seen.sliceAt = now // first, as who finds slice relies on it
			seen.slice = slice
		}
		if holder <= greenPassing || holder != seen.holder || turns != seen.turns {
			seen.holder, seen.turns, seen.began, seen.since, seen.blamed = holder, turns, now, now, 0
			continue
		}
		greenNoteTurn(holder, seen.began, now)
		if !h.waits() {
			seen.since, seen.blamed = now, 0
			continue
		}
		stall := now - seen.since
		if stall > greenMaxStall.Load() {
			greenMaxStall.Store(stall)
		}
		blame := uint8(0)
		if greenMonitor != 0 && stall >= greenMonitor {
			blame |= greenToPrint
		}
		if after := greenStallAfter.Load(); after != 0 && stall >= after {
			blame |= greenToKeep
			greenStallLasts(seen.since, now)
		}
		if blame == 0 {
			continue
		}
		if more := blame &^ seen.blamed; more != 0 {
			seen.blamed |= more
			if uintptr(h.blame) == holder {
				more |= h.blameFor // it has not stopped since the last time
			}
			h.blameFor, h.blameSince = more, seen.since
			h.blame = guintptr(holder)
		}
		greenAsk(guintptr(holder).ptr())
	}
}

// greenOverdue is how late, in ns, a timer may be before sysmon sees to it.
const greenOverdue = 100_000

// greenKeepWatch has sysmon do what a thread in the poller would do, if there is
// none: nobody waits there while a hub is busy (green_thread.go), and the hub's beats
// do not come while its holder computes or is in a system call. Nor does a thread
// that has other work look at the poller when the hub becomes idle.
//
//go:nowritebarrierrec
func greenKeepWatch(now int64) {
	// A thread in the poller need not know of a timer that was found to be the
	// earliest while a hub was busy, so this comes first.
	if timeSleepUntil() < now-greenOverdue {
		startm(nil, false, false) // finds the timers when it looks for work
	}
	if sched.lastpoll.Load() == 0 {
		return
	}
	if netpollinited() && netpollAnyWaiters() && sched.pollingNet.Swap(1) == 0 {
		list, delta := netpoll(0)
		sched.pollingNet.Store(0)
		if !list.empty() {
			incidlelocked(-1) // as sysmon does, lest checkdead misjudge
			injectglist(&list)
			incidlelocked(1)
		}
		netpollAdjustWaiters(delta)
	}
}

// greenAsk asks gp to stop at its next safe point, if it runs.
//
//go:nowritebarrierrec
func greenAsk(gp *g) {
	lock(&allpLock)
	for _, pp := range allp {
		if pp == nil {
			break // the rest is being made
		}
		if mp := pp.m.ptr(); mp != nil && mp.curg == gp {
			preemptone(pp)
		}
	}
	unlock(&allpLock)
}

// greenBlamed prints gp's stack, or keeps it, if gp is the calling M's goroutine, about
// to stop, and was found to hold its hub up. It runs on g0, before gp's status
// changes: later, the collector may move the stack.
func greenBlamed(gp *g) {
	h := gp.greenHub()
	if h.blame.ptr() != gp {
		return
	}
	blame, since := h.blameFor, h.blameSince
	h.blame = 0
	var stack [greenStackDepth]uintptr
	pcs := stack[:gcallers(gp, 0, stack[:])]
	site := greenSite(pcs)
	if blame&greenToKeep != 0 {
		greenKeepStall(gp, since, site, pcs)
	}
	if blame&greenToPrint == 0 {
		return
	}
	times := greenSites.count(site)
	if times != 1 && times != 10 && times != 100 && times != 1000 {
		return
	}
	ms := (nanotime() - since) / 1e6
	printlock()
	print("greenrt: greenlet ", gp.goid, " held its hub up for ", ms, " ms (", times, " times at this place)\n")
	if times == 1 {
		goroutineheader(gp)
		traceback(^uintptr(0), ^uintptr(0), 0, gp)
	}
	printunlock()
}

// greenStackDepth is how much of a stack is looked at.
const greenStackDepth = 32

// A greenSiteTable counts by place. It is small and never emptied: a program has
// few places that hold it up, and what comes after the table is full counts as
// known, and is not printed.
type greenSiteTable struct {
	mu    mutex
	site  [256]uintptr
	times [256]uint32
}

var greenSites greenSiteTable

// greenSite returns a number that stands for the place of a stack: the
// functions of the program that are on it. Those of std are left out, since a loop
// that calls time.Now or fmt.Sprint is one place wherever it is interrupted.
func greenSite(pcs []uintptr) uintptr {
	site := uintptr(1)
	for _, pc := range pcs {
		f := findfunc(pc - 1)
		if !f.valid() {
			continue
		}
		// The first element of a module's path has a dot.
		name := funcname(f)
		for i := 0; i < len(name) && name[i] != '/'; i++ {
			if name[i] == '.' && (name[:i] == "main" || bytealg.IndexByteString(name[i:], '/') > 0) {
				site = site*31 + f.entry()
				break
			}
		}
	}
	return site
}

// count returns how often site was counted, this time included.
func (t *greenSiteTable) count(site uintptr) uint32 {
	lock(&t.mu)
	defer unlock(&t.mu)
	for i := range t.site {
		if t.site[i] == 0 {
			t.site[i] = site
		}
		if t.site[i] == site {
			t.times[i]++
			return t.times[i]
		}
	}
	return 0
}

// greenMaxStallNS returns the longest time, in ns, for which sysmon found one
// holder in the way of others, and forgets it if reset is set.
//
//go:linkname greenMaxStallNS
func greenMaxStallNS(reset bool) int64 {
	if reset {
		return greenMaxStall.Swap(0)
	}
	return greenMaxStall.Load()
}
