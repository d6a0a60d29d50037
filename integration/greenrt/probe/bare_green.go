//go:build greenify

package main

import (
	"sync"
	_ "unsafe" // for go:linkname
)

//go:linkname handOver runtime.greenHandOver
func handOver(mine, to *uintptr)

//go:linkname signal runtime.greenSignal
func signal(word *uintptr) bool

// bare: two goroutines hand the hub to one another by the core's direct switch, which is
// what greenlet.Switch stands on: the assembly and the hub's account of who runs. One
// operation is one switch.
func bare(n int) {
	words := new([2]uintptr) // not on a stack
	var other sync.WaitGroup
	other.Go(func() {
		for range n / 2 {
			handOver(&words[1], &words[0])
		}
		signal(&words[0])
	})
	for range n / 2 {
		handOver(&words[0], &words[1])
	}
	other.Wait()
}
