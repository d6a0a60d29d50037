// Package c makes a promise.
package c

// #cgo noescape fc
// static void fc(void) {}
import "C" // want `#cgo noescape fc`

func calls() { C.fc() }
