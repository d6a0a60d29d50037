//go:build greenify

package monkey

import _ "unsafe" // for go:linkname

//go:linkname built runtime.greenBuilt
func built() string
