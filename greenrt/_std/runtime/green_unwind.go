// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import _ "unsafe" // for go:linkname

// greenEndsQuietly reports whether a panic with value that nobody recovers ends the
// calling goroutine and not the program: if it is a kill that did not come while a fault of
// the program's own was already on its way, which is reported. Nor may a goroutine end
// that the runtime has locked to its thread, for a callback of C: gdestroy would throw, and
// say less.
//
//go:linkname greenEndsQuietly
func greenEndsQuietly(value any) bool {
	gp := getg()
	if gp.green == 0 || gp.goid == 1 || gp.m.lockedInt != 0 || greenQuiet == nil || !greenQuiet(value) {
		return false
	}
	_, overtaken := greenOvertaken()
	return !overtaken
}
