// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import _ "unsafe" // for go:linkname

// greenEndsQuietly reports whether a panic with value that nobody recovers ends the
// calling goroutine and not the program.
//
//go:linkname greenEndsQuietly
func greenEndsQuietly(value any) bool {
	gp := getg()
	return gp.green != 0 && gp.goid != 1 && greenQuiet != nil && greenQuiet(value)
}
