// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package sync

import (
	"internal/race"
	"unsafe"
)

// What the runtime assumes when it ends a wait (runtime's green_kill_sync.go).
var (
	_ [4]byte = [unsafe.Offsetof(RWMutex{}.readerCount) - unsafe.Offsetof(RWMutex{}.readerSem)]byte{}
	_ [8]byte = [unsafe.Offsetof(WaitGroup{}.sema) - unsafe.Offsetof(WaitGroup{}.state)]byte{}
)

// greenCondWaited raises the kill that has ended the calling goroutine's wait on a Cond, if
// one has. greenCondLeft has it raised at the next wait instead.
//
//go:linkname greenCondWaited runtime.greenCondWaited
func greenCondWaited()

//go:linkname greenCondLeft runtime.greenCondLeft
func greenCondLeft()

//go:linkname greenSetRelinquish runtime.greenSetRelinquish
func greenSetRelinquish(f func(addr unsafe.Pointer))

// greenShieldKill begins or ends the region in which the calling goroutine's kills wait. It
// reports whether it was in one.
//
//go:linkname greenShieldKill runtime.greenShieldKill
func greenShieldKill(on bool) bool

//go:linkname greenEndsQuietly runtime.greenEndsQuietly
func greenEndsQuietly(value any) bool

// greenUnshield ends the region that greenShieldKill(true) began, which returned was. It
// raises nothing: the kill comes at the next wait, since the caller of Do may hold locks
// that it does not unlock by defer.
func greenUnshield(was bool) {
	if !was {
		greenShieldKill(false)
	}
}

// greenCondLock is what Wait of a Cond ends with. Who is killed there leaves it with the lock,
// as deferred functions rely on.
func greenCondLock(l Locker) {
	switch l.(type) {
	case *Mutex, *RWMutex, *rlocker:
		l.Lock() // the library's own, in which no kill ends a wait
	default:
		greenLockShielded(l)
	}
	greenCondWaited()
}

// greenLockShielded locks somebody's own Locker. What its Lock waits for is not ended: Wait would be
// left without the lock. If Lock panics there is none to be left with, and a kill that
// has ended Wait comes at the next wait.
func greenLockShielded(l Locker) {
	was := greenShieldKill(true)
	locked := false
	defer func() {
		if was {
			return // this is in the Lock of another Wait, whose the kill is
		}
		greenShieldKill(false)
		if !locked {
			greenCondLeft()
		}
	}()
	l.Lock()
	locked = true
}

func init() {
	greenSetRelinquish(greenRelinquish)
}

// greenRelinquish is called by a writer that was killed while it waited on the
// writerSem at addr for readers to leave. It has announced itself to other readers
// and holds w, and cannot take that back, so another goroutine waits in its stead.
func greenRelinquish(addr unsafe.Pointer) {
	rw := (*RWMutex)(unsafe.Add(addr, -int(unsafe.Offsetof(RWMutex{}.writerSem))))
	go rw.greenPassOn()
}

// greenPassOn is the end of Lock, followed by Unlock.
func (rw *RWMutex) greenPassOn() {
	if race.Enabled {
		race.Disable() // it has seen nothing and done nothing
	}
	runtime_SemacquireRWMutex(&rw.writerSem, false, 0)
	for r := rw.readerCount.Add(rwmutexMaxReaders); r > 0; r-- {
		runtime_Semrelease(&rw.readerSem, false, 0)
	}
	rw.w.Unlock()
	if race.Enabled {
		race.Enable()
	}
}
