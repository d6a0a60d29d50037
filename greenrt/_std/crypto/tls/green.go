// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package tls

import (
	"net"
	"unsafe"
)

// greenBelow calls f with arg and the connection below c if a Read of c that began now would
// begin by reading that, for there is nothing else to return: no data, no record or part
// of one, no handshake message, and no error. It returns what f does, else false. Others
// who read c wait until f has returned, so that all that is still so. It is for net/http.
//
//go:linkname greenBelow
func greenBelow(c *Conn, arg unsafe.Pointer, f func(arg unsafe.Pointer, below net.Conn) bool) bool {
	if !c.isHandshakeComplete.Load() || !c.in.TryLock() {
		return false
	}
	defer c.in.Unlock()
	if c.in.err != nil || c.input.Len() > 0 || c.rawInput.Len() > 0 || c.hand.Len() > 0 {
		return false
	}
	return f(arg, c.conn)
}
