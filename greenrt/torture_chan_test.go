package greenrt_test

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// chanBenches are channels.
var chanBenches = []bench{
	{name: "unbuffered", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		return tortureChan(make(chan int), make(chan int), false)
	}},
	{name: "buffered", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		return tortureChan(make(chan int, 2), make(chan int, 1), false)
	}},
	{name: "select", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		return tortureChan(make(chan int), make(chan int, 1), true)
	}},
	{name: "locked threads", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		unlocked, disturb, finish := tortureChan(make(chan int), make(chan int, 1), true)
		return func(r *rand.Rand) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			unlocked(r)
			time.Sleep(time.Duration(r.IntN(3)) * time.Microsecond)
		}, disturb, finish
	}},
}

// tortureChan checks that what was sent is received once, and what was not is not.
func tortureChan(a, b chan int, sel bool) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
	var mu sync.Mutex
	next := 0
	balance := make(map[int]int) // sent less received
	note := func(id, n int) {
		greenrt.Shield(func() {
			mu.Lock()
			defer mu.Unlock()
			if balance[id] += n; balance[id] == 0 {
				delete(balance, id)
			}
		})
	}
	number := func() int {
		mu.Lock()
		defer mu.Unlock()
		next++
		return next
	}
	work = func(r *rand.Rand) {
		id := number()
		switch {
		case sel:
			// Its partner is disturb: with others that do both it would
			// never wait.
			select {
			case b <- id:
				note(id, 1)
			case v := <-a:
				note(v, -1)
			case <-time.After(time.Duration(r.IntN(100)) * time.Microsecond):
			}
		case r.IntN(2) == 0:
			a <- id
			note(id, 1)
		default:
			note(<-a, -1)
		}
	}
	disturb = func(r *rand.Rand) {
		select {
		case a <- 0:
			note(0, 1)
		default:
		}
		select {
		case v := <-b:
			note(v, -1)
		default:
		}
	}
	finish = func(t *testing.T) {
		for len(a) > 0 {
			note(<-a, -1)
		}
		for len(b) > 0 {
			note(<-b, -1)
		}
		for id, n := range balance {
			t.Errorf("value %d was sent %d times more often than it was received", id, n)
		}
		select {
		case a <- 1:
			if cap(a) == 0 {
				t.Error("a receiver is left in the channel")
			}
		default:
		}
	}
	return work, disturb, finish
}
