// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// Whether a greenlet lets others run: what package greenrt/util asserts.
//
// Nothing is counted for a greenlet. Its hub counts turns, and while a greenlet holds, the
// count changes only if it stops to. So the greenlet that is watched compares the count
// before and after, both times as the holder: if it is the same nobody else had a turn.
//
// What would spoil that is preemption, which gives the hub to others though the greenlet
// did nothing for it. So who is watched is not preempted (greenYield), which is one more
// bit to test there. It can stop the hub for as long as it computes, which
// is what the test is to find out.
//
// A coroutine that switches to another lends the hub (green_await.go, and green_coro.go for
// iter.Pull): nobody else has a turn. Loans are counted beside the turns, so that the two
// can be told apart.

// greenUnpreempted is a bit of g.greenKill, as g has no byte left: the greenlet is watched.
const greenUnpreempted uint8 = 1 << 6

// A greenTurnWatch is a greenlet that is watched. Several may be, and one several times.
type greenTurnWatch struct {
	next        *greenTurnWatch
	gp          guintptr
	nested      bool // it was watched before
	turns, lent uint32
	since       int64        // ns
	longest     atomic.Int64 // ns; the longest turn that sysmon has seen
}

var greenTurnWatches struct {
	mu    mutex
	first *greenTurnWatch
}

// greenWatchTurns begins to watch the calling goroutine. It returns nil, and does not, if
// that holds no hub: it is no member, or away.
//
//go:linkname greenWatchTurns
func greenWatchTurns() unsafe.Pointer {
	gp := getg()
	w := new(greenTurnWatch) // which may yield, so first
	if !greenHolds(gp) {
		return nil
	}
	w.gp.set(gp)
	w.nested = gp.greenKill&greenUnpreempted != 0
	atomic.Or8(&gp.greenKill, greenUnpreempted)
	w.since = nanotime()
	lock(&greenTurnWatches.mu)
	w.next = greenTurnWatches.first
	greenTurnWatches.first = w
	unlock(&greenTurnWatches.mu)
	h := gp.greenHub()
	w.turns, w.lent = h.turns, h.lent
	return unsafe.Pointer(w)
}

// greenUnwatchTurns ends what greenWatchTurns began, in the same goroutine. It returns how
// many turns and loans the hub has given since, which is 0 if the goroutine kept it, and
// the longest turn of the goroutine, in ns, that sysmon has seen, to a few milliseconds.
//
//go:linkname greenUnwatchTurns
func greenUnwatchTurns(watch unsafe.Pointer) (turns, lent uint32, longest int64) {
	gp := getg()
	w := (*greenTurnWatch)(watch)
	if h := gp.greenHub(); h.heldBy(gp) {
		turns, lent = h.turns-w.turns, h.lent-w.lent
	} else {
		turns = 1 // away: it has left
	}
	if !w.nested {
		atomic.And8(&gp.greenKill, ^greenUnpreempted)
	}
	lock(&greenTurnWatches.mu)
	for p := &greenTurnWatches.first; *p != nil; p = &(*p).next {
		if *p == w {
			*p = w.next
			break
		}
	}
	unlock(&greenTurnWatches.mu)
	return turns, lent, w.longest.Load()
}

// greenNoteTurn is told by sysmon that gp has had its hub without a stop from began
// until now.
//
//go:nowritebarrierrec
func greenNoteTurn(gp uintptr, began, now int64) {
	if greenTurnWatches.first == nil {
		return
	}
	lock(&greenTurnWatches.mu)
	for w := greenTurnWatches.first; w != nil; w = w.next {
		if uintptr(w.gp) == gp {
			if turn := now - max(began, w.since); turn > w.longest.Load() {
				w.longest.Store(turn)
			}
		}
	}
	unlock(&greenTurnWatches.mu)
}
