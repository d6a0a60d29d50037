// Package a waits for memory.
package a

import (
	"runtime"
	"sync/atomic"
	"time"
)

type node struct {
	next *node
	done bool
}

func spins(flag *atomic.Bool, old *int32, n *node, done *bool) {
	for !flag.Load() { // want `loop waits for another goroutine without a switch point \[GR1005\]`
	}
	for atomic.LoadInt32(old) == 0 { // want `waits`
	}
	for !*done { // want `waits`
	}
	for !n.done { // want `waits`
	}
	for { // want `waits`
		if flag.Load() {
			break
		}
	}
	for { // want `waits`
		v := atomic.LoadInt32(old)
		if v == 3 {
			return
		}
	}
	for !atomic.CompareAndSwapInt32(old, 0, 1) { // want `waits`
		for i := 0; i < 30; i++ { // ok
		}
	}
	for i := 0; !flag.Load(); i++ { // want `waits`
	}
	start := time.Now()
	for time.Since(start) < time.Second { // want `waits`
	}
	for { // want `endless loop without a switch point`
	}
}

func works(flag *atomic.Bool, old *atomic.Int32, n *node, c chan int) int {
	for !flag.Load() { // ok
		runtime.Gosched()
	}
	for !flag.Load() { // ok
		time.Sleep(1)
	}
	for !flag.Load() { // ok
		<-c
	}
	for { // ok
		v := old.Load()
		if old.CompareAndSwap(v, v+1) {
			break
		}
	}
	for !old.CompareAndSwap(old.Load(), 5) { // ok
	}
	for n != nil { // ok
		n = n.next
	}
	for i := 0; i < 100; i++ { // ok
		if flag.Load() {
			break
		}
	}
	sum := 0
	for sum < 1000 { // ok
		sum += 7
	}
	for x := range c { // ok
		sum += x
	}
	for { // ok
		select {
		case <-c:
			return 1
		default:
		}
	}
}

func backoff(old *atomic.Int32) {
	wait := 1
	for !old.CompareAndSwap(0, 1) { // ok
		for range wait {
			runtime.Gosched()
		}
		wait *= 2
	}
	for x := old.Load(); x > 1; x /= 2 { // ok
	}
	low, high := 0, 100
	for low < high { // ok
		mid := (low + high) / 2
		if mid > 50 {
			high = mid
		} else {
			low = mid + 1
		}
	}
	for { // ok
		if old.Add(1) > 10 {
			return
		}
	}
}

type table struct {
	cur  int
	list []int
}

func resets(t *table, i int) {
	for t.cur > 100 { // ok
		if len(t.list) == 0 {
			t.cur = 0
			break
		}
		for i := range t.list {
			t.list[i] = 0
		}
		t.cur = 0
	}
	for i < len(t.list)-1 { // ok
		if t.list[i] == t.list[i+1] {
			t.list = append(t.list[:i], t.list[i+1:]...)
		} else {
			i++
		}
	}
	first := t.list[0]
	for t.cur > 100 { // ok
		t.cur = first
	}
}

var stop bool

func copies(t *table) {
	for { // want `waits`
		x := t.cur
		if x > 3 {
			break
		}
	}
	for { // want `waits`
		s := stop
		if s {
			break
		}
	}
}
