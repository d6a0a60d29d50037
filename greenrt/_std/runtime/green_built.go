// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import _ "unsafe" // for go:linkname

// greenBuilt returns what the program was built with. The text is in a file that
// greenify generates, green_manifest.go; a program that does not ask for it does not
// have it, as the linker leaves out what nobody calls.
//
//go:linkname greenBuilt
func greenBuilt() string {
	return greenManifest
}
