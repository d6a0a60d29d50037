package main

import (
	"runtime"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/integration/internal/batch"
)

// parked prints what n greenlets that wait for an event cost each, or goroutines that
// wait on a channel.
func parked(n int, plain bool) {
	before := batch.Memory()
	var never event.Event
	closed, ready := make(chan bool), make(chan bool)
	for range n {
		if plain {
			go func() {
				ready <- true
				<-closed
			}()
		} else {
			greenrt.Go(func() {
				ready <- true
				never.Wait()
			})
		}
	}
	for range n {
		<-ready
	}
	batch.Memory().PrintSince(before, n)
	runtime.KeepAlive(&never)
	runtime.KeepAlive(closed)
}
