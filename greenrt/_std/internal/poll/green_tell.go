// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package poll

import (
	"internal/race"
	"sync/atomic"
	"unsafe"
)

//go:linkname greenTell runtime.greenTell
func greenTell(ctx uintptr, arg unsafe.Pointer, f func(arg unsafe.Pointer)) bool

//go:linkname greenUntell runtime.greenUntell
func greenUntell(ctx uintptr) bool

// GreenTell has f(arg) called, from a goroutine of the runtime, when a Read that began
// now would return. Until then, and until GreenTold after it, others who read wait as
// for that Read. It returns false, having done nothing, if the caller had better read:
// the socket is not known to be empty, or somebody else reads.
//
// f must not block, and all callers must give the same. What arg points to must be
// kept alive by the caller.
func (fd *FD) GreenTell(arg unsafe.Pointer, f func(arg unsafe.Pointer)) bool {
	if !fd.fdmu.greenTryRead() {
		return false
	}
	if fd.greenDrained && atomic.LoadUint32(&fd.green) == greenTCP {
		ctx := fd.pd.runtimeCtx // before the edge: GreenTold's caller may close the descriptor
		if race.Enabled {
			race.ReleaseMerge(unsafe.Pointer(fd)) // to GreenTold's caller, who has the lock next
		}
		if greenTell(ctx, arg, f) {
			return true
		}
	}
	fd.readUnlock()
	return false
}

// GreenUntell takes GreenTell back. It returns false if f was called or is about to be. It
// must not be called after, or together with, GreenTold, with which the descriptor may go.
func (fd *FD) GreenUntell() bool {
	if !greenUntell(fd.pd.runtimeCtx) {
		return false
	}
	fd.readUnlock()
	return true
}

// GreenTold must be called once after f was.
func (fd *FD) GreenTold() {
	if race.Enabled {
		race.Acquire(unsafe.Pointer(fd))
	}
	fd.readUnlock()
}

// greenTryRead is rwlock(true) if that can be had at once.
func (mu *fdMutex) greenTryRead() bool {
	for {
		old := atomic.LoadUint64(&mu.state)
		if old&(mutexClosed|mutexRLock) != 0 || old&mutexRefMask == mutexRefMask {
			return false
		}
		if atomic.CompareAndSwapUint64(&mu.state, old, (old|mutexRLock)+mutexRef) {
			return true
		}
	}
}
