// Package a locks goroutines to threads.
package a

import (
	"runtime"
	rt "runtime"
)

func init() {
	runtime.LockOSThread() // want `locks its goroutine to a thread \[GR1201\]`
}

func locks() {
	runtime.LockOSThread()         // want `locks`
	defer runtime.UnlockOSThread() // ok
	rt.LockOSThread()              // want `locks`
	lock := runtime.LockOSThread   // want `locks`
	lock()
	go runtime.LockOSThread() // want `locks`
}

type thread struct{}

func (thread) LockOSThread() {}

func LockOSThread() {}

func others() {
	thread{}.LockOSThread() // ok
	LockOSThread()          // ok
	runtime.Gosched()       // ok
	rt.UnlockOSThread()     // ok
}
