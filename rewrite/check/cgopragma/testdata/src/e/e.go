// Package e makes a promise.
package e

// #cgo nocallback fe
// static void fe(void) {}
import "C" // want `#cgo nocallback fe`

func calls() { C.fe() }
