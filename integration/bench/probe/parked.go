package main

import (
	"runtime"

	"github.com/go-greenify/greenify/integration/internal/batch"
)

// parked prints what n goroutines that wait on a channel cost each: their stacks and what
// they have in the heap (g, sudog), and the memory that the kernel had to find.
func parked(n int) {
	before := batch.Memory()
	never := make(chan bool)
	ready := make(chan bool)
	for range n {
		go func() {
			ready <- true
			<-never
		}()
	}
	for range n {
		<-ready
	}
	batch.Memory().PrintSince(before, n)
	runtime.KeepAlive(never)
}
