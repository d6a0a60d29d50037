// Package d makes a promise.
package d

// #cgo noescape fd
// static void fd(void) {}
import "C" // want `#cgo noescape fd`

func calls() { C.fd() }
