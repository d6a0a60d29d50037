// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// A list of the goroutines, for package greenrt/monitor. It is made while they run, each
// looked at for a moment, where a goroutine profile stops the world for as long as it
// looks at all. So it is right for each goroutine, not for all at one time.

// What the list says of a goroutine's place. Package greenrt/monitor knows the numbers.
const (
	greenListRunning = iota
	greenListReady
	greenListWaiting
	greenListCalling // in a system call
)

// greenListed is a goroutine in the list.
type greenListed struct {
	goid   uint64
	parent uint64 // goid of the one that started it
	gopc   uintptr
	start  uintptr // its function
	since  int64   // nanotime at which the collector first saw it wait, or 0
	place  uint8
	reason uint8 // waitReason
	member bool
	away   bool
}

// greenListFrom copies goroutines into out, row by row, from index from of those that
// there ever were. It leaves out the runtime's own. It returns how many it has
// copied, and the index to go on with, which is 0 at the end.
//
//go:linkname greenListFrom
func greenListFrom(from uintptr, out []uint64) (n int, next uintptr) {
	const size = int(unsafe.Sizeof(greenListed{}) / 8)
	ptr, length := atomicAllG()
	for i := from; i < length; i++ {
		if len(out) < size {
			return n, i
		}
		gp := atomicAllGIndex(ptr, i)
		l := (*greenListed)(unsafe.Pointer(&out[0]))
		l.goid = atomic.Load64(&gp.goid)
		reason := gp.waitreason
		switch readgstatus(gp) &^ _Gscan {
		case _Grunning:
			l.place = greenListRunning
		case _Grunnable, _Gpreempted, _Gcopystack:
			l.place = greenListReady
		case _Gwaiting, _Gleaked:
			l.place = greenListWaiting
		case _Gsyscall:
			l.place = greenListCalling
		default:
			continue
		}
		if l.place == greenListWaiting {
			l.reason, l.since = uint8(reason), gp.waitsince
		} else {
			l.reason, l.since = 0, 0
		}
		l.parent, l.gopc, l.start = gp.parentGoid, gp.gopc, gp.startpc
		l.member, l.away = gp.green != 0, gp.greenAway
		// A g is used again under another number, and is dead in between.
		if isSystemGoroutine(gp, false) || atomic.Load64(&gp.goid) != l.goid || l.goid == 0 {
			continue
		}
		n++
		out = out[size:]
	}
	return n, 0
}
