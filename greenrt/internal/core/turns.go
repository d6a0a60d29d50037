package core

import (
	"sync/atomic"
	"time"
	"unsafe"
)

// A TurnWatch tells whether a goroutine lets others run.
type TurnWatch struct {
	watch        unsafe.Pointer // if green
	g            *G             // if not
	waits, lends uint32
}

// watched counts the watches of a plain program, in which it costs something to find a
// goroutine's G.
var watched atomic.Int32

// WatchTurns begins to watch the calling goroutine, which calls End later. Until then it is
// not preempted by others of its hub.
func WatchTurns() *TurnWatch {
	if Green {
		return &TurnWatch{watch: watchTurns()}
	}
	watched.Add(1)
	g := Self()
	return &TurnWatch{g: g, waits: g.waits, lends: g.lends}
}

// Turns is what a TurnWatch has seen.
type Turns struct {
	// Sees is false if not all was seen: of a program that is not green, waits and
	// yields of greenrt only; of a goroutine that was on no hub, nothing.
	Sees bool
	// Gave says that others had a turn, and Lent that the goroutine, as a coroutine,
	// switched to another.
	Gave, Lent bool
	// Longest is the longest turn that was seen, to a few milliseconds.
	Longest time.Duration
}

// End ends the watch.
func (w *TurnWatch) End() Turns {
	if !Green {
		watched.Add(-1)
		return Turns{Gave: w.g.waits != w.waits, Lent: w.g.lends != w.lends}
	}
	if w.watch == nil {
		return Turns{}
	}
	turns, lent, longest := unwatchTurns(w.watch)
	return Turns{Sees: true, Gave: turns != 0, Lent: lent != 0, Longest: time.Duration(longest)}
}
