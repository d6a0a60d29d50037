//go:build greenify

package greenrt

import _ "unsafe" // for go:linkname

// The core of a green build, added to package runtime by greenify, which also
// sets the build tag.

//go:linkname greenStats runtime.greenStats
func greenStats(counts []uint64)

//go:linkname greenEnabled runtime.greenEnabled
func greenEnabled() bool

//go:linkname greenMember runtime.greenMember
func greenMember() bool

//go:linkname greenMaxStallNS runtime.greenMaxStallNS
func greenMaxStallNS(reset bool) int64

//go:linkname greenFilesBy runtime.greenFilesBy
func greenFilesBy(counts []uint64) (uring bool, refused string, errno uintptr)

//go:linkname greenEachSetting runtime.greenEachSetting
func greenEachSetting(f func(name, values, def, value, doc string, live bool))

//go:linkname greenChange runtime.greenChange
func greenChange(name, value string) bool
