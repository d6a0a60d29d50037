// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// The stalls that package greenrt/monitor asked for: the last of them, with the stack
// that the greenlet had when it was found. Records are made by greenBlamed, on a thread
// that may not allocate, and grow longer by what sysmon sees afterwards: with preempt=off
// a greenlet goes on after it was blamed.

// greenStallAfter is from how many ns on a stall is kept; 0 is never.
var greenStallAfter atomic.Int64

// A greenStallRecord is read as a row of words.
type greenStallRecord struct {
	goid  uint64
	gopc  uintptr
	site  uintptr // as greenSite
	began int64   // nanotime
	ns    int64
	n     uintptr // of pcs
	pcs   [greenStackDepth]uintptr
}

var greenStalls struct {
	mu    mutex
	n     uint64 // records made
	total int64  // ns of all
	last  [64]greenStallRecord
}

// greenKeepStall records that gp has held its hub up since began, at the stack pcs.
//
//go:nowritebarrierrec
func greenKeepStall(gp *g, began int64, site uintptr, pcs []uintptr) {
	t := &greenStalls
	now := nanotime()
	lock(&t.mu)
	r := &t.last[t.n%uint64(len(t.last))]
	t.n++
	r.goid, r.gopc, r.site = gp.goid, gp.gopc, site
	r.began, r.ns = began, now-began
	t.total += r.ns
	r.n = uintptr(copy(r.pcs[:], pcs))
	unlock(&t.mu)
}

// greenStallLasts is told by sysmon that the stall which began then still lasts.
//
//go:nowritebarrierrec
func greenStallLasts(began, now int64) {
	t := &greenStalls
	lock(&t.mu)
	if t.n != 0 {
		if r := &t.last[(t.n-1)%uint64(len(t.last))]; r.began == began && now-began > r.ns {
			t.total += now - began - r.ns
			r.ns = now - began
		}
	}
	unlock(&t.mu)
}

// greenReadStall copies record i into out, and returns how many records were made and
// the ns of all. ok is false if there is no such record, or no more.
//
//go:linkname greenReadStall
func greenReadStall(i uint64, out []uint64) (n uint64, total int64, ok bool) {
	t := &greenStalls
	const size = unsafe.Sizeof(greenStallRecord{}) / 8
	lock(&t.mu)
	n, total = t.n, t.total
	ok = i < n && n-i <= uint64(len(t.last)) && uintptr(len(out)) >= size
	if ok {
		*(*greenStallRecord)(unsafe.Pointer(&out[0])) = t.last[i%uint64(len(t.last))]
	}
	unlock(&t.mu)
	return n, total, ok
}
