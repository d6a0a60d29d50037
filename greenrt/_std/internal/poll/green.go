// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package poll

import "unsafe" // also for go:linkname

// greenSetPollable tells the runtime that calls on a socket do not block.
//
//go:linkname greenSetPollable runtime.greenSetPollable
func greenSetPollable(fd uintptr, yes bool)

// What the runtime assumes when it ends a wait (runtime's green_kill_sync.go).
var (
	_ [8]byte  = [unsafe.Offsetof(fdMutex{}.rsema) - unsafe.Offsetof(fdMutex{}.state)]byte{}
	_ [12]byte = [unsafe.Offsetof(fdMutex{}.wsema) - unsafe.Offsetof(fdMutex{}.state)]byte{}
	_ [0]byte  = [unsafe.Offsetof(fdMutex{}.state) % 8]byte{}
	_ [23]byte = [mutexRWait / (1 << 23) * 23]byte{}
	_ [43]byte = [mutexWWait / (1 << 43) * 43]byte{}
)

// greenAcquireFile is runtime_Semacquire for the lock of a file.
//
//go:linkname greenAcquireFile runtime.greenAcquireFile
func greenAcquireFile(sema *uint32)

// greenKillPoint raises a kill that was asked of the calling goroutine.
//
//go:linkname greenKillPoint runtime.greenKillPoint
func greenKillPoint()
