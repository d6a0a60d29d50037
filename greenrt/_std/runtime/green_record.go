// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Recording who held the hub, and when, for package greenrt/monitor.
//
// A hub that is watched notes its switches in a log, a ring of events that say: from
// then on this goroutine holds the hub, and the one before stopped for that reason.
//
// A note costs a reading of the clock, some 40 ns, and a switch 10 to 80. So not every
// switch is noted: notes have a budget, so many a second. Up to that many the log is
// complete. Beyond, it has windows, each the time between two beats, with gaps in
// between that are marked. What a window has is complete, so that shares of time can be
// taken from the windows alone, and the number of switches is counted anyway
// (greenHub.turns).
//
// Nor do the switches test whether they are noted. They test greenHub.beats as ever,
// which in a window is 0, as if a beat were due, and those who find it so ask notes:
//
//	           beats   records   recording
//	no window  64 ... 1   0      false      switches are counted down to the beat
//	beat due   0          0      either     the next switch takes the long way, to greenRun
//	window     0       64 ... 1  true       a switch that may go the short way notes itself
//	                                        and sets beats to 1, which it takes away; one
//	                                        that may not does so in greenRun
//
// The beat that follows opens the next window or not. Also who ends an idle time opens
// one, if the budget allows, and notes the idle time with it: so a hub that has little
// to do has no gaps.
//
// Races. All of greenHub's fields here belong to who has the token, but for two that
// others read: idled, and the log. The log has one writer at a time, which writes an
// event before it moves next (x86 keeps stores in order). Readers copy, look at next
// again, and drop what may have been written over meanwhile. An event has numbers, no
// pointers: a goroutine that has ended, or a g that is used again, is nothing to it. Nor
// does the collector know the log, which is allocated once, outside of the heap, and
// never freed: a thread without a P may write to it at any time.

// A greenWhy says why a holder stopped: a kind, and for some of them which.
type greenWhy uint16

const (
	greenWhyUnknown   greenWhy = iota << 8
	greenWhyParked             // and a waitReason
	greenWhyYielded            // Gosched, or a mutex handed over
	greenWhyPreempted          // its time slice was used up
	greenWhyEnded
	greenWhyLeft // and a greenWay
	greenWhyWoke // nobody held; the hub was idle
)

const (
	greenLogged   = 1 << 17 // events of a log, 3 MB
	greenLogBurst = greenLogged / 4

	// In greenEvent.who.
	greenNobody  uint64 = 0         // the hub is idle
	greenNoted   uint64 = 1<<48 - 1 // nothing is known until the next event
	greenWhoBits        = 16        // below them is the greenWhy
)

// A greenEvent is one change of the holder.
type greenEvent struct {
	when int64   // nanotime
	who  uint64  // goid of the new holder, greenNobody or greenNoted; and why the old one stopped
	pc   uintptr // of the go statement that made the new holder
}

type greenLog struct {
	next   uint64 // number of the next event; its place is that modulo the log's length
	events [greenLogged]greenEvent
}

// notes is called at the switch of the holder, which stops because of why, to to, when
// there is nothing else in the way of going the short way than h.beats. It reports
// whether it was only for the switch to be noted, which is done then.
//
//go:nosplit
//go:nowritebarrierrec
func (h *greenHub) notes(to *g, why greenWhy) bool {
	if h.records <= 0 {
		return false
	}
	h.records--
	h.beats = 1
	h.note(nanotime(), to, why)
	return true
}

// note notes that gp holds h from now on.
//
//go:nosplit
//go:nowritebarrierrec
func (h *greenHub) note(now int64, gp *g, why greenWhy) {
	h.noteAs(now, gp.goid, gp.gopc, why)
}

//go:nosplit
//go:nowritebarrierrec
func (h *greenHub) noteAs(now int64, who uint64, pc uintptr, why greenWhy) {
	l := h.log
	e := &l.events[l.next%greenLogged]
	e.when = now
	e.who = who<<greenWhoBits | uint64(why)
	e.pc = pc
	atomic.StoreRel64(&l.next, l.next+1)
	h.openAt += h.every
}

// beatSoon makes a beat due at the next switch.
//
//go:nowritebarrierrec
func (h *greenHub) beatSoon() {
	h.beats, h.records = 0, 0
}

// pace is called by a beat, of a hub that is watched or was. It opens a window, or
// closes the one that was open.
func (h *greenHub) pace(now int64) {
	switch {
	case h.watched && now >= h.openAt:
		h.open(now)
	case h.recording:
		h.recording = false
		h.noteAs(now, greenNoted, 0, h.why)
	}
}

//go:nosplit
//go:nowritebarrierrec
func (h *greenHub) open(now int64) {
	h.openAt = max(h.openAt, now-greenLogBurst*h.every)
	h.recording = true
	h.beats, h.records = 0, greenBeat
}

// rests is called by who has the token of a hub that is watched and is about to give it
// up, as nobody is ready.
//
//go:nosplit
//go:nowritebarrierrec
func (h *greenHub) rests() {
	now := nanotime()
	h.restedAt = now
	h.setIdled(h.idled - now)
	if h.recording {
		h.noteAs(now, greenNobody, 0, h.why)
	}
}

// wakes is called by who has just taken the token of an idle hub, if idled says that
// its idle time is taken: for gp, or for whoever the hub is handed on to if that is nil.
//
//go:nosplit
//go:nowritebarrierrec
func (h *greenHub) wakes(gp *g) {
	now := nanotime()
	h.setIdled(h.idled + now)
	h.why = greenWhyWoke
	if !h.recording {
		if !h.watched || now < h.openAt {
			return
		}
		h.open(now)
		h.noteAs(h.restedAt, greenNobody, 0, greenWhyUnknown)
	}
	if gp != nil {
		h.note(now, gp, greenWhyWoke)
	}
}

//go:nosplit
func (h *greenHub) setIdled(ns int64) {
	atomic.StoreRel64((*uint64)(unsafe.Pointer(&h.idled)), uint64(ns))
}

// greenWatch begins to watch the calling goroutine's hub: every ns of time allow one
// event of the log, and who holds the hub up for longer than stall ns is kept
// (green_stall.go). With 0 for both it ends. It returns false, and does nothing, if the
// caller does not hold a hub.
//
//go:linkname greenWatch
func greenWatch(every, stall int64) bool {
	if every != 0 && greenLogOfHub == nil {
		greenLogOfHub = (*greenLog)(persistentalloc(unsafe.Sizeof(greenLog{}), 0, &memstats.other_sys))
	}
	mp := acquirem()
	defer releasem(mp)
	gp := getg()
	if !greenHolds(gp) {
		return false
	}
	h := gp.greenHub()
	h.watched = every != 0
	if h.watched {
		h.log, h.every = greenLogOfHub, every
		h.openAt = nanotime() // the allowance for bursts is yet to be saved
	}
	h.beatSoon()
	greenStallAfter.Store(stall)
	return true
}

// greenLogOfHub is the log, once there is one.
var greenLogOfHub *greenLog

// greenReadLog copies events of the log into out, three words each as in greenEvent,
// beginning with number from or the oldest that there is. It returns the number of the
// first and how many there are. It cannot be preempted, so out should be short.
//
//go:linkname greenReadLog
func greenReadLog(from uint64, out []uint64) (first uint64, n int) {
	l := greenLogOfHub
	if l == nil {
		return 0, 0
	}
	const size = uint64(unsafe.Sizeof(greenEvent{}) / 8)
	next := atomic.Load64(&l.next)
	first = max(from, greenOldest(next))
	if first >= next {
		return next, 0
	}
	n = int(min(next-first, uint64(len(out))/size))
	for i := range uint64(n) {
		e := &l.events[(first+i)%greenLogged]
		o := out[size*i:]
		o[0], o[1], o[2] = uint64(e.when), e.who, uint64(e.pc)
	}
	// What was written over while it was copied is at the front.
	if oldest := greenOldest(atomic.Load64(&l.next)); oldest > first {
		gone := min(oldest-first, uint64(n))
		copy(out, out[size*gone:size*uint64(n)])
		first, n = first+gone, n-int(gone)
	}
	return first, n
}

// greenOldest is the number of the oldest event that a log still has, when next is that of
// the next one, whose place may be half written.
func greenOldest(next uint64) uint64 {
	if next < greenLogged {
		return 0
	}
	return next - greenLogged + 1
}

// greenReadHub copies figures of the hub into out: the time, its switches (modulo 1<<32),
// the polls of its beats, how often a thread waited in the poller, the time in ns that it
// was idle while it was watched, how many members are ready, and the number of the next
// event.
//
//go:linkname greenReadHub
func greenReadHub(out *[7]uint64) {
	h := &greenHubs[0]
	idled := int64(atomic.Load64((*uint64)(unsafe.Pointer(&h.idled))))
	now := nanotime() // after idled, as the next line relies on
	if idled < 0 {
		idled += now
	}
	*out = [...]uint64{
		uint64(now), uint64(atomic.Load(&h.turns)), atomic.Load64(&h.polls), greenPollWaits.Load(), uint64(idled),
		uint64(max(h.ring.size, 0)) + uint64(max(h.guests.size, 0)) + uint64(max(h.spent.size, 0)), 0,
	}
	if l := greenLogOfHub; l != nil {
		out[6] = atomic.Load64(&l.next)
	}
}

// greenPollWaits counts, while a hub is watched, how often a thread waited in the poller.
var greenPollWaits atomic.Uint64

// greenNow is the clock of events and stalls.
//
//go:linkname greenNow
func greenNow() int64 {
	return nanotime()
}

// greenWaitName returns how stack traces call a wait.
//
//go:linkname greenWaitName
func greenWaitName(reason uint8) string {
	return waitReason(reason).String()
}
