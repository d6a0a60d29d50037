// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package sync

import "unsafe"

// What the runtime assumes when it ends a wait (runtime's green_kill_sync.go).
var (
	_ [4]byte = [unsafe.Offsetof(Mutex{}.sema) - unsafe.Offsetof(Mutex{}.state)]byte{}
	_ [1]byte = [mutexLocked]byte{}
	_ [4]byte = [mutexStarving]byte{}
	_ [8]byte = [1 << mutexWaiterShift]byte{}
)
