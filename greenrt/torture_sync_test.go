package greenrt_test

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

// syncBenches are what package sync has.
var syncBenches = []bench{
	{name: "mutex", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		var mu sync.Mutex
		inside := 0
		work = func(r *rand.Rand) {
			mu.Lock()
			defer mu.Unlock()
			defer func() { inside-- }()
			if inside++; inside != 1 {
				t.Error("two have the mutex")
			}
			if r.IntN(2) == 0 {
				greenrt.Yield()
			}
			if r.IntN(50) == 0 {
				time.Sleep(2 * time.Millisecond) // makes it starve
			}
		}
		return work, work, func(t *testing.T) { zero(t, unsafe.Pointer(&mu), unsafe.Sizeof(mu)) }
	}},
	{name: "rwmutex", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		var mu sync.RWMutex
		var readers, writers atomic.Int32
		work = func(r *rand.Rand) {
			if r.IntN(3) != 0 {
				mu.RLock()
				defer mu.RUnlock()
				readers.Add(1)
				defer readers.Add(-1)
				if writers.Load() != 0 {
					t.Error("a reader beside a writer")
				}
			} else {
				mu.Lock()
				defer mu.Unlock()
				defer writers.Add(-1)
				if writers.Add(1) != 1 || readers.Load() != 0 {
					t.Error("a writer beside another or a reader")
				}
			}
			if r.IntN(2) == 0 {
				time.Sleep(time.Duration(r.IntN(30)) * time.Microsecond)
			}
		}
		return work, work, func(t *testing.T) { zero(t, unsafe.Pointer(&mu), unsafe.Sizeof(mu)) }
	}},
	{name: "waitgroup", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		var all []*sync.WaitGroup
		var current atomic.Pointer[sync.WaitGroup]
		next := func() {
			wg := new(sync.WaitGroup)
			wg.Add(1)
			all = append(all, wg)
			if old := current.Swap(wg); old != nil {
				old.Done()
			}
		}
		next()
		return func(r *rand.Rand) { current.Load().Wait() }, func(r *rand.Rand) { next() }, func(t *testing.T) {
			current.Load().Done()
			for _, wg := range all {
				zero(t, unsafe.Pointer(wg), unsafe.Sizeof(*wg))
			}
		}
	}},
	{name: "cond", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		var mu sync.Mutex
		c := sync.NewCond(&mu)
		items, put, got := 0, 0, 0
		work = func(r *rand.Rand) {
			mu.Lock()
			defer mu.Unlock()
			for items == 0 {
				c.Wait()
			}
			items--
			got++
		}
		disturb = func(r *rand.Rand) {
			mu.Lock()
			defer mu.Unlock()
			if r.IntN(10) == 0 {
				c.Broadcast()
			}
			n := r.IntN(3)
			items += n
			put += n
			for range n {
				c.Signal()
			}
		}
		return work, disturb, func(t *testing.T) {
			mu.Lock()
			defer mu.Unlock()
			if put != got+items {
				t.Errorf("%d put, %d got, %d left", put, got, items)
			}
			// No signal goes to one who has left.
			mu.Unlock()
			var woke atomic.Int32
			for range 5 {
				go func() {
					mu.Lock()
					defer mu.Unlock()
					c.Wait()
					woke.Add(1)
				}()
			}
			quiesce.Others()
			mu.Lock()
			for range 5 {
				c.Signal()
			}
			mu.Unlock()
			quiesce.Others()
			mu.Lock()
			if woke.Load() != 5 {
				t.Errorf("5 signals woke %d", woke.Load())
			}
		}
	}},
}

// zero fails the test if something of package sync is not as if it were new.
func zero(t *testing.T, p unsafe.Pointer, size uintptr) {
	t.Helper()
	words := unsafe.Slice((*uint32)(p), size/4)
	defer func() {
		if t.Failed() {
			t.Logf("%x", words)
		}
	}()
	// Somebody unlocks in a killed writer's stead.
	quiesce.Until(t, "it is as new", func() bool {
		for i := range words {
			if atomic.LoadUint32(&words[i]) != 0 {
				return false
			}
		}
		return true
	})
}
