// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

// Coroutines (iter.Pull). A coroutine switch changes which g runs without the
// scheduler's knowledge, and the g that it switches to runs on behalf of the
// one that called it. So its place in the hub moves along with the control: the
// callee becomes what the caller was, holder, away or plain goroutine. That
// keeps a coroutine right that is made in one hub and called from elsewhere,
// by a finalizer or a locked thread for instance.

// A greenPlace is a goroutine's place in its hub: the tag, and flags. Zero is that
// of a plain goroutine.
type greenPlace uint32

const (
	greenPlaceAway  greenPlace = 1 << 8
	greenPlaceHolds greenPlace = 1 << 9 // the calling M owns the token

	// An offloaded function that yields takes its caller along: it stays away
	// until the coroutine is resumed and the function ends.
	greenPlaceOffloaded greenPlace = 1 << 10
)

// greenCoroFrom takes the place of gp, a member that is about to block in a
// coroutine switch or to end in one. It comes before gp is published as waiting:
// another thread may switch to gp from then on, and would find it holding.
//
//go:nosplit
func greenCoroFrom(gp *g) greenPlace {
	pl := greenPlace(gp.green)
	if gp.greenAway {
		pl |= greenPlaceAway
	}
	if gp.greenOffloaded() {
		pl |= greenPlaceOffloaded
	}
	if h := gp.greenHub(); h.heldBy(gp) {
		h.pass()
		pl |= greenPlaceHolds
	}
	return pl
}

// greenCoroTo gives the place to gp, which runs next.
//
//go:nosplit
func greenCoroTo(gp *g, pl greenPlace) {
	gp.green, gp.greenAway = uint8(pl), pl&greenPlaceAway != 0
	gp.greenSetOffloaded(pl&greenPlaceOffloaded != 0)
	if pl&greenPlaceHolds != 0 {
		gp.greenHub().lend(gp) // nobody else has a turn
	}
}
