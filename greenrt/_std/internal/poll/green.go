// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package poll

import _ "unsafe" // for go:linkname

// greenSetPollable tells the runtime that calls on a socket do not block.
//
//go:linkname greenSetPollable runtime.greenSetPollable
func greenSetPollable(fd uintptr, yes bool)
