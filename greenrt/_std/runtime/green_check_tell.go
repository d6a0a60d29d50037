// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

// Assertions of the invariants in green_tell.go, in effect with GREENRT=check=1.

// greenCheckTell asserts invariants 1 and 2 of pd, of which somebody asks to be told.
func (pd *pollDesc) greenCheckTell() {
	if !greenChecking {
		return
	}
	switch rg := pd.rg.Load(); {
	case rg != pdNil && rg != pdReady:
		greenBadPoll(pd, "somebody waits, or is to be told, already")
	case pd.greenArg != 0:
		greenBadPoll(pd, "somebody is to be told twice")
	}
}

// greenCheckTelling asserts invariant 4 of pd, of which somebody is to be told.
func (pd *pollDesc) greenCheckTelling() {
	if greenChecking {
		pd.greenCheckTold(greenTelling)
	}
}

// greenCheckOwed asserts invariant 2 of pd, of which somebody is being told.
//
//go:nowritebarrierrec
func (pd *pollDesc) greenCheckOwed() {
	if greenChecking && (pd.greenArg == 0 || pd.rg.Load() == greenTelling) {
		greenBadPoll(pd, "nobody is to be told")
	}
}

// greenCheckClosed asserts invariant 3 of pd, which will be used for another descriptor.
func (pd *pollDesc) greenCheckClosed() {
	if greenChecking && pd.greenArg != 0 {
		greenBadPoll(pd, "closed while somebody is to be told")
	}
}

// greenCheckTeller asserts invariant 5, before the teller is known to wait.
//
//go:nowritebarrierrec
func greenCheckTeller() {
	if greenChecking && greenTeller.Load() != 0 {
		throw("greenrt: a second teller waits")
	}
}
