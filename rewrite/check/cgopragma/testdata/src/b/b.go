// Package b makes none.
package b

// #cgo LDFLAGS: -lm
// int noescape;
// static void f(void) {}
import "C" // ok

// noescape f
import _ "unsafe" // ok

// #cgo noescape f
var a int // ok

// #cgo nocallback f
func g() {} // ok

/* #cgo noescape f */
type t int // ok

func calls() { C.f() }
