package main

import (
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// A thread that computes keeps asleep from saying that all sleep, wherever it is meanwhile, and
// when it has ended all do.
func TestAsleep(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(max(2, runtime.GOMAXPROCS(0)))) // one for each of the two
	var stop atomic.Bool
	tid, ended := make(chan int), make(chan bool)
	go func() {
		runtime.LockOSThread() // no other one runs in its place
		tid <- syscall.Gettid()
		for !stop.Load() {
		}
		close(ended)
	}()
	<-tid
	for range 20 {
		if asleep() {
			t.Fatal("all sleep, but one computes")
		}
	}
	if n := testing.AllocsPerRun(10, func() { awake() }); n > 0 {
		t.Errorf("a look takes memory %v times", n)
	}
	stop.Store(true)
	<-ended
	// Threads of the runtime's may have something to do at any time, but not always.
	for !asleep() {
		time.Sleep(time.Millisecond)
	}
}
