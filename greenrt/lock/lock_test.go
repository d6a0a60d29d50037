package lock_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/lock"
)

// patience is how long a test waits before it says that something does not come.
const patience = time.Minute

func TestSemaphore(t *testing.T) {
	s := lock.NewSemaphore(2)
	s.Acquire()
	s.Acquire()
	if s.TryAcquire() || s.AcquireTimeout(time.Millisecond) || s.Count() != 0 || s.Ready() {
		t.Error("acquired a third time")
	}
	var order atomic.Int64
	crew := make([]*greenrt.Greenlet, 3)
	for i := range crew {
		crew[i] = greenrt.Go(func() {
			s.Acquire()
			order.Store(order.Load()*10 + int64(i+1))
			s.Release()
		})
		quiesce.Others()
	}
	s.Release()
	greenrt.JoinAll(crew...)
	//gevent:Semaphore.fifo
	if order.Load() != 123 {
		t.Error("not first come first served:", order.Load())
	}
	s.Release()
	if s.Count() != 2 {
		t.Error(s.Count())
	}
}

// A release wakes a waiter and does not hand the semaphore over.
func TestReleaseDoesNotSwitch(t *testing.T) {
	s := lock.NewSemaphore(0)
	gl := greenrt.Go(s.Acquire)
	quiesce.Others()
	if greenrt.Enabled() {
		quiesce.Unpreempted(func() {
			s.Release()
			s.Release()
			//gevent:Semaphore.release green
			if s.Count() != 2 {
				t.Error("a waiter acquired before its turn:", s.Count())
			}
			s.Acquire()
		})
	} else {
		s.Release()
	}
	if !gl.JoinTimeout(patience) || s.Count() != 0 {
		t.Error(gl, s.Count())
	}
}

// Who comes before a woken waiter has its turn acquires, and the waiter stays the first.
func TestBarging(t *testing.T) {
	if !greenrt.Enabled() {
		return // the waiter runs at once, on another processor
	}
	s := lock.NewSemaphore(0)
	var order atomic.Int64
	var crew []*greenrt.Greenlet
	for i := range 2 {
		crew = append(crew, greenrt.Go(func() { s.Acquire(); order.Store(order.Load()*10 + int64(i+1)) }))
		quiesce.Others()
	}
	quiesce.Unpreempted(func() {
		s.Release()
		//gevent:Semaphore.barge green
		if !s.TryAcquire() {
			t.Error("the waiter acquired before its turn")
		}
	})
	quiesce.Others()
	if order.Load() != 0 {
		t.Error("acquired by two")
	}
	s.Release()
	crew[0].JoinTimeout(patience)
	s.Release()
	greenrt.JoinAll(crew...)
	if order.Load() != 12 {
		t.Error("the waiter has lost its place:", order.Load())
	}
}

// Who acquires again as soon as it has released, and yields in between only while it has
// the semaphore, does not keep others from it for ever.
func TestNobodyStarves(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // the order of turns is the same each time
	s := lock.NewSemaphore(1)
	var done atomic.Bool
	var gl *greenrt.Greenlet
	const many = 100_000
	rounds := 0
	for ; !done.Load() && rounds < many; rounds++ {
		s.Acquire()
		if gl == nil {
			gl = greenrt.Go(func() { s.Acquire(); done.Store(true); s.Release() })
		}
		greenrt.Yield()
		s.Release()
	}
	//gevent:Semaphore.starve
	if rounds == many {
		t.Error("one waits for a semaphore that another had again and again")
	}
	if !gl.JoinTimeout(patience) || s.Count() != 1 {
		t.Error(gl, s.Count())
	}
}

// Threads of their own share a semaphore with greenlets.
func TestSemaphoreOfThreads(t *testing.T) {
	s := lock.NewSemaphore(1)
	n := 0
	var crew []*greenrt.Greenlet
	for i := range 4 {
		crew = append(crew, greenrt.Go(func() {
			if i%2 == 0 {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
			}
			for range 500 {
				s.Acquire()
				n++
				s.Release()
			}
		}))
	}
	greenrt.JoinAll(crew...)
	//gevent:Semaphore.threads
	//gevent:loop.threadsafe
	if n != 2000 || s.Count() != 1 {
		t.Error(n, s.Count())
	}
}

func TestBoundedSemaphore(t *testing.T) {
	s := lock.NewBoundedSemaphore(1)
	//gevent:BoundedSemaphore.over
	if err := s.Release(); !errors.Is(err, lock.ErrReleased) {
		t.Error(err)
	}
	s.Acquire()
	if s.TryAcquire() {
		t.Error("acquired twice")
	}
	if err := s.Release(); err != nil || s.Count() != 1 {
		t.Error(err, s.Count())
	}
}

func TestNegativeCounterPanics(t *testing.T) {
	for name, make := range map[string]func(){
		"NewSemaphore":        func() { lock.NewSemaphore(-1) },
		"NewBoundedSemaphore": func() { lock.NewBoundedSemaphore(-1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error(name, "makes a semaphore that nobody waits for")
				}
			}()
			make()
		}()
	}
}

func TestRLock(t *testing.T) {
	var l lock.RLock
	l.Lock()
	l.Lock()
	tried := make(chan bool)
	other := greenrt.Spawn(func() (bool, error) {
		if err := l.Unlock(); !errors.Is(err, lock.ErrNotOwner) {
			t.Error(err)
		}
		if l.TryLock() || l.LockTimeout(time.Millisecond) || l.Owned() {
			t.Error("two have the lock")
		}
		close(tried)
		l.Lock()
		return l.Owned(), l.Unlock()
	})
	<-tried
	quiesce.Others()
	l.Unlock()
	//gevent:RLock.owner
	if !l.Owned() {
		t.Error("unlocked once of twice")
	}
	quiesce.Others()
	if other.Ready() {
		t.Error("two have the lock")
	}
	l.Unlock()
	if had, err := other.Get(); !had || err != nil {
		t.Error(had, err)
	}
	if err := l.Unlock(); !errors.Is(err, lock.ErrNotOwner) {
		t.Error(err)
	}
}

// Whoever is killed while waiting leaves the count as it was.
func TestKillTorture(t *testing.T) {
	const count = 3
	s := lock.NewSemaphore(count)
	var l lock.RLock
	var inside, locked atomic.Int32
	work := func(r *rand.Rand) {
		s.Acquire()
		defer s.Release()
		defer inside.Add(-1)
		if n := inside.Add(1); n > count {
			t.Error(n, "have a semaphore of", count)
		}
		if l.LockTimeout(time.Duration(r.IntN(50)) * time.Microsecond) {
			defer l.Unlock()
			defer locked.Add(-1)
			if locked.Add(1) != 1 {
				t.Error("two have the lock")
			}
			greenrt.Sleep(time.Duration(r.IntN(20)) * time.Microsecond)
		}
	}
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	start := func() *greenrt.Greenlet {
		mine := rand.New(rand.NewPCG(seed, r.Uint64()))
		return greenrt.Go(func() {
			for {
				work(mine)
			}
		})
	}
	crew := make([]*greenrt.Greenlet, 8)
	for i := range crew {
		crew[i] = start()
	}
	for range 3000 {
		i := r.IntN(len(crew))
		crew[i].KillTimeout(0)
		greenrt.Sleep(time.Duration(r.IntN(30)) * time.Microsecond)
		if crew[i].Ready() {
			if err := crew[i].Err(); err != nil {
				t.Fatal(err)
			}
			crew[i] = start()
		}
	}
	for _, gl := range crew {
		gl.KillTimeout(0)
		if !gl.JoinTimeout(patience) {
			t.Fatal("does not end")
		}
	}
	if s.Count() != count {
		t.Error("count is", s.Count())
	}
	if !l.TryLock() {
		t.Error("the lock is not free")
	}
}

func ExampleSemaphore() {
	two := lock.NewSemaphore(2)
	two.Acquire()
	two.Acquire()
	fmt.Println(two.TryAcquire())
	two.Release()
	fmt.Println(two.TryAcquire())
	// Output:
	// false
	// true
}

func BenchmarkSemaphore(b *testing.B) {
	s := lock.NewSemaphore(1)
	for b.Loop() {
		s.Acquire()
		s.Release()
	}
}
