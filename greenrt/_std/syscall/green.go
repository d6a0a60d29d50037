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

//go:linkname greenFileCan runtime.greenFileCan
func greenFileCan(trap, a2, a3 uintptr) bool

//go:linkname greenFileCall runtime.greenFileCall
func greenFileCall(trap, a1, a2, a3, a4 uintptr) (r1, errno uintptr, done bool)

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
		if greenFileCan(trap, a2, a3) {
			if r, errno, done := greenFileCall(trap, a1, a2, a3, a4); done {
				return r, 0, Errno(errno)
			}
		}
		greenEntersyscallblock()
	}
	r1, r2, err = RawSyscall6(trap, a1, a2, a3, a4, a5, a6)
	greenBlocked(trap, a1, greenNanotime()-start)
	runtime_exitsyscall()
	return
}
