// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package syscall

import _ "unsafe" // for go:linkname

//go:linkname greenSetPollable runtime.greenSetPollable
func greenSetPollable(fd uintptr, yes bool)

// greenShare is told of the descriptors that a child is given. It has them by
// calls that the runtime does not see (runtime's green_share.go).
func greenShare(files []uintptr) {
	for _, fd := range files {
		greenSetPollable(fd, false)
	}
}
