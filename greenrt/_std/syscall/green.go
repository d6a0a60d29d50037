// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package syscall

import _ "unsafe" // for go:linkname

// greenBlocks reports whether the calling greenlet should leave its hub before
// this call.
//
//go:linkname greenBlocks runtime.greenBlocks
func greenBlocks(trap, a1, a2, a3, a4 uintptr) bool

//go:linkname greenBlocked runtime.greenBlocked
func greenBlocked(trap, a1 uintptr, ns int64)

//go:linkname greenAside runtime.greenAside
func greenAside(now int64) bool

//go:linkname greenNanotime runtime.nanotime
func greenNanotime() int64

//go:linkname greenEntersyscallblock runtime.entersyscallblock
func greenEntersyscallblock()

// greenSyscall is Syscall6 for a call that leaves the hub first.
//
//go:nosplit
//go:uintptrkeepalive
func greenSyscall(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {
	start := greenNanotime()
	if greenAside(start) {
		runtime_entersyscall()
	} else {
		greenEntersyscallblock()
	}
	r1, r2, err = RawSyscall6(trap, a1, a2, a3, a4, a5, a6)
	greenBlocked(trap, a1, greenNanotime()-start)
	runtime_exitsyscall()
	return
}
