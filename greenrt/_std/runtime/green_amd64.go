// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import "unsafe"

// hold gives the token, which the caller has, to gp.
//
// A plain store is enough on a machine with total store order: the token does
// not pass through 0, so nobody may take it in between, and who reads the old
// value puts his g into the inbox, which is right for either. atomic.Store
// would be an exchange, a third of the cost of a whole switch.
//
//go:nosplit
func (h *greenHub) hold(gp *g) {
	h.turns++
	*(*uintptr)(unsafe.Pointer(&h.holder)) = uintptr(unsafe.Pointer(gp))
}

// lend is hold for a coroutine that the holder, another of its tree, switches to.
//
//go:nosplit
func (h *greenHub) lend(gp *g) {
	h.lent++
	*(*uintptr)(unsafe.Pointer(&h.holder)) = uintptr(unsafe.Pointer(gp))
}

// pass makes the calling M, whose curg holds the hub, the owner of the token.
// See hold for why it is a plain store.
//
//go:nosplit
func (h *greenHub) pass() {
	*(*uintptr)(unsafe.Pointer(&h.holder)) = greenPassing
}
