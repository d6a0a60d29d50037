// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package net

import (
	"internal/poll"
	_ "unsafe" // for go:linkname
)

// greenFD returns the descriptor of c if it is a TCP connection of this package, else
// nil. A type that embeds one is not: it may have a Read of its own. It is for net/http.
//
//go:linkname greenFD
func greenFD(c Conn) *poll.FD {
	if c, ok := c.(*TCPConn); ok && c.ok() {
		return &c.fd.pfd
	}
	return nil
}
