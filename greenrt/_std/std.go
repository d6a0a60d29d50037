// Package std holds what a green GOROOT adds to Go's standard library, laid
// out as in GOROOT/src. The files below are no packages of this module: they
// are compiled as part of runtime, internal/poll and so on, which is why the
// directory's name starts with an underscore.
//
// Only the greenify command imports this package. Programs import greenrt.
package std

import "embed"

// Files is the tree of added files.
//
//go:embed crypto database internal net os runtime sync syscall
var Files embed.FS
