package main

import (
	"runtime"
	"sync/atomic"
	"time"
)

// borders wakes a goroutine at the very moment in which it parks, from a thread outside
// its hub: a locked goroutine tries to send without waiting, again and again,
// which succeeds as soon as the receiver lets go of the channel on its way to sleep. If
// nobody else is there the hub goes idle in that moment, and a wake-up that falls
// between its last look and its sleep is lost until something else happens.
//
// In a crowded round something else always happens, and only w.alone makes the
// loss visible: then each value must be taken soon, or a thread be on the way to take it.
func borders(w *worker) {
	c := make(chan int)
	var taken atomic.Int64
	ended := make(chan bool)
	go func() {
		for range c {
			taken.Add(1)
		}
		close(ended)
	}()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for n := int64(1); !w.over(); n++ {
		for sent, tries := false, 0; !sent; tries++ {
			select {
			case c <- 0:
				sent = true
			default:
				if tries%100 == 99 {
					runtime.Gosched()
				}
			}
		}
		for start, tries := time.Now(), 1; taken.Load() < n; tries++ {
			if tries%1000 != 0 {
				continue
			}
			runtime.Gosched()
			if took := time.Since(start); w.alone && took > time.Second && asleep() && taken.Load() < n {
				w.failf("value %d was sent %v ago, and its receiver does not run", n, took)
			}
		}
		if n%1000 == 0 {
			w.tick()
		}
	}
	close(c)
	<-ended
}
