package greenrt_test

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/core"
	"github.com/go-greenify/greenify/greenrt/lock"
	"github.com/go-greenify/greenify/greenrt/queue"
)

// ownBenches are what greenrt has, and the packages below it.
var ownBenches = []bench{
	{name: "greenrt.Sleep", own: true, make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		return func(r *rand.Rand) { greenrt.Sleep(time.Duration(r.IntN(100)) * time.Microsecond) }, nil, nil
	}},
	{name: "join", own: true, make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		return func(r *rand.Rand) {
			d := time.Duration(r.IntN(50)) * time.Microsecond
			gl := greenrt.Go(func() { greenrt.Sleep(d) })
			if r.IntN(2) == 0 {
				gl.JoinTimeout(d)
			} else {
				gl.Join()
			}
		}, nil, nil
	}},
	{name: "event", own: true, make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		var e event.Event
		return func(r *rand.Rand) {
				if r.IntN(2) == 0 {
					e.Wait()
				} else {
					e.WaitTimeout(time.Duration(r.IntN(50)) * time.Microsecond)
				}
				if r.IntN(2) == 0 {
					e.Clear()
				}
			}, func(r *rand.Rand) {
				if e.Set(); r.IntN(4) != 0 {
					e.Clear()
				}
			}, nil
	}},
	{name: "result", own: true, make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		var current atomic.Pointer[event.AsyncResult[int]]
		current.Store(new(event.AsyncResult[int]))
		return func(r *rand.Rand) {
				if v, err := current.Load().Get(); v != 7 || err != nil {
					t.Error(v, err)
				}
			}, func(r *rand.Rand) {
				current.Swap(new(event.AsyncResult[int])).Set(7)
			}, nil
	}},
	{name: "queue", own: true, make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		return tortureQueue(queue.New[int](2))
	}},
	{name: "queue of no size", own: true, make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		return tortureQueue(queue.NewChannel[int]())
	}},
	{name: "semaphore", own: true, make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		const n = 2
		s := lock.NewSemaphore(n)
		var inside atomic.Int32
		work = func(r *rand.Rand) {
			if r.IntN(2) == 0 {
				s.Acquire()
			} else if !s.AcquireTimeout(time.Duration(r.IntN(50)) * time.Microsecond) {
				return
			}
			defer s.Release()
			defer inside.Add(-1)
			if inside.Add(1) > n {
				t.Error("more have the semaphore than may")
			}
			greenrt.Yield()
		}
		return work, work, func(t *testing.T) {
			if s.Count() != n {
				t.Errorf("the counter is %d", s.Count())
			}
		}
	}},
	{name: "rlock", own: true, make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		var l lock.RLock
		var inside atomic.Int32
		work = func(r *rand.Rand) {
			l.Lock()
			defer l.Unlock()
			if inside.Add(1) != 1 {
				t.Error("two have the lock")
			}
			defer inside.Add(-1)
			if r.IntN(2) == 0 {
				l.Lock()
				defer l.Unlock()
			}
			greenrt.Yield()
		}
		return work, work, func(t *testing.T) {
			if !l.TryLock() {
				t.Error("the lock is not free")
			}
		}
	}},
}

// tortureQueue checks that what was put is got once, and what was not is not. All
// workers both put and get.
func tortureQueue(q *queue.Queue[int]) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
	var mu sync.Mutex
	next := 0
	balance := make(map[int]int) // put less got
	note := func(id, n int) {
		greenrt.Shield(func() {
			mu.Lock()
			defer mu.Unlock()
			if balance[id] += n; balance[id] == 0 {
				delete(balance, id)
			}
		})
	}
	work = func(r *rand.Rand) {
		d := core.Never
		if r.IntN(2) == 0 {
			d = time.Duration(r.IntN(50)) * time.Microsecond
		}
		if r.IntN(2) == 0 {
			mu.Lock()
			next++
			id := next
			mu.Unlock()
			if q.PutTimeout(id, d) == nil {
				note(id, 1)
			}
		} else if v, err := q.GetTimeout(d); err == nil {
			note(v, -1)
		}
	}
	disturb = func(r *rand.Rand) {
		if r.IntN(2) == 0 {
			if q.TryPut(0) == nil {
				note(0, 1)
			}
		} else if v, err := q.TryGet(); err == nil {
			note(v, -1)
		}
	}
	finish = func(t *testing.T) {
		for v, err := q.TryGet(); err == nil; v, err = q.TryGet() {
			note(v, -1)
		}
		for id, n := range balance {
			t.Errorf("item %d was put %d times more often than it was got", id, n)
		}
	}
	return work, disturb, finish
}
