// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

//go:build race

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

// greenRaceLeave undoes what a function of package sync has told the race detector
// before its wait on the semaphore at addr, which was ended: it will not get to its
// race.Enable.
func greenRaceLeave(reason waitReason, addr unsafe.Pointer) {
	switch reason {
	case waitReasonSyncRWMutexRLock, waitReasonSyncRWMutexLock:
		RaceEnable()
	case waitReasonSyncMutexLock:
		// RWMutex.Lock calls that of its Mutex with synchronization switched off.
		in := false
		pc, sp := sys.GetCallerPC(), sys.GetCallerSP()
		systemstack(func() {
			var u unwinder
			u.initAt(pc, sp, 0, getg().m.curg, unwindSilentErrors)
			greenOwnCaller(&u, func(name string) bool {
				in = in || name == "sync.(*RWMutex).Lock"
				return greenIsLock(name)
			})
		})
		if in {
			RaceEnable()
		}
	case waitReasonSyncWaitGroupWait, waitReasonSynctestWaitGroupWait:
		RaceEnable()
	}
}

// greenRaceUncount is called before gp, which waits on a WaitGroup's semaphore at addr, is no
// longer counted. The first waiter has told the race detector that it writes the
// semaphore, and after this another may be the first. gp has switched synchronization
// off, as far as the detector is concerned.
func greenRaceUncount(gp *g, addr unsafe.Pointer) {
	racecall(&__tsan_go_ignore_sync_end, gp.racectx, 0, 0, 0)
	racecall(&__tsan_release_merge, gp.racectx, uintptr(addr), 0, 0)
	racecall(&__tsan_go_ignore_sync_begin, gp.racectx, 0, 0, 0)
}
