// Package a makes promises about C.
package a

/*
#cgo noescape one
#cgo nocallback one
#cgo CFLAGS: -O1
static int one(int i) { return i; }
*/
import "C" // want `#cgo noescape one \[GR1301\]` `#cgo nocallback one`

func calls() { C.one(1) }

// #cgo noescape comment // ok
var a int
