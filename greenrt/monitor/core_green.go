//go:build greenify

package monitor

import _ "unsafe" // for go:linkname

// The core of a green build, added to package runtime by greenify, which also
// sets the build tag. Rows of words stand for structures, so that there is one
// definition of each, in package runtime.

//go:linkname greenWatch runtime.greenWatch
func greenWatch(every, stall int64) bool

//go:linkname greenReadHub runtime.greenReadHub
func greenReadHub(out *[7]uint64)

//go:linkname greenReadLog runtime.greenReadLog
func greenReadLog(from uint64, out []uint64) (first uint64, n int)

//go:linkname greenReadStall runtime.greenReadStall
func greenReadStall(i uint64, out []uint64) (n uint64, total int64, ok bool)

//go:linkname greenListFrom runtime.greenListFrom
func greenListFrom(from uintptr, out []uint64) (n int, next uintptr)

//go:linkname greenNow runtime.greenNow
func greenNow() int64

//go:linkname greenWaitName runtime.greenWaitName
func greenWaitName(reason uint8) string
