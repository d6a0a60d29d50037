// Package f makes a promise.
package f

// #cgo nocallback ff
// static void ff(void) {}
import "C" // want `#cgo nocallback ff`

func calls() { C.ff() }
