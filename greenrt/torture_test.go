package greenrt_test

import (
	"flag"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/core"
	"github.com/go-greenify/greenify/greenrt/lock"
	"github.com/go-greenify/greenify/greenrt/queue"
)

var (
	tortureTrials = flag.Int("torture.trials", 3000, "kills and timeouts for each kind of wait")
	tortureTotal  = flag.Int("torture.total", 0, "kills and timeouts in all, instead")
	tortureSeed   = flag.Uint64("torture.seed", 0, "seed; 0 is random")
)

// A bench is a thing that workers wait at, and that counts what they did.
type bench struct {
	name string
	// own says that workers wait only in greenrt.
	own bool
	// make returns what a worker does again and again, what the driver does between
	// two trials, and what is true when all workers are gone.
	make func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T))
}

var benches = []bench{
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
			settle()
			mu.Lock()
			for range 5 {
				c.Signal()
			}
			mu.Unlock()
			settle()
			mu.Lock()
			if woke.Load() != 5 {
				t.Errorf("5 signals woke %d", woke.Load())
			}
		}
	}},
	{name: "sleep", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		return func(r *rand.Rand) { time.Sleep(time.Duration(r.IntN(100)) * time.Microsecond) }, nil, nil
	}},
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
	{name: "socket", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		a, b := conns(t)
		var put, got atomic.Int64
		work = func(r *rand.Rand) {
			var buf [2]byte
			n, err := a.Read(buf[:])
			got.Add(int64(n))
			if err != nil {
				t.Error(err)
			}
		}
		disturb = func(r *rand.Rand) {
			n, err := b.Write(make([]byte, r.IntN(4)))
			put.Add(int64(n))
			if err != nil {
				t.Error(err)
			}
		}
		return work, disturb, func(t *testing.T) {
			b.(*net.TCPConn).CloseWrite()
			n, err := io.Copy(io.Discard, a)
			if got.Add(n) != put.Load() || err != nil {
				t.Errorf("%d bytes written, %d read: %v", put.Load(), got.Load(), err)
			}
		}
	}},
	{name: "accept and dial", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		ln := listen(t)
		return func(r *rand.Rand) {
			if r.IntN(2) == 0 {
				if c, err := ln.Accept(); err == nil {
					c.Close()
				}
			} else if c, err := net.Dial("tcp", ln.Addr().String()); err == nil {
				c.(*net.TCPConn).SetLinger(0)
				c.Close()
			}
		}, nil, func(t *testing.T) { ln.Close() }
	}},
	{name: "pipe", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		var put, got atomic.Int64
		work = func(rnd *rand.Rand) {
			n, err := r.Read(make([]byte, 3))
			got.Add(int64(n))
			if err != nil {
				t.Error(err)
			}
		}
		disturb = func(rnd *rand.Rand) {
			n, _ := w.Write(make([]byte, 1+rnd.IntN(4)))
			put.Add(int64(n))
		}
		return work, disturb, func(t *testing.T) {
			w.Close()
			n, err := io.Copy(io.Discard, r)
			r.Close()
			if got.Add(n) != put.Load() || err != nil {
				t.Errorf("%d bytes written, %d read: %v", put.Load(), got.Load(), err)
			}
		}
	}},
}

// zero fails the test if something of package sync is not as if it were new.
func zero(t *testing.T, p unsafe.Pointer, size uintptr) {
	t.Helper()
	words := unsafe.Slice((*uint32)(p), size/4)
	for tries := 0; ; tries++ {
		clean := true
		for i := range words {
			clean = clean && atomic.LoadUint32(&words[i]) == 0
		}
		if clean {
			return
		}
		if tries == 1000 {
			t.Errorf("not as new: %x", words)
			return
		}
		time.Sleep(time.Millisecond) // somebody unlocks in a killed writer's stead
	}
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

func TestTorture(t *testing.T) {
	seed := *tortureSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-torture.seed=%d", seed)
	if *tortureTotal > 0 {
		*tortureTrials = *tortureTotal / (2 * len(benches))
	}
	defer func(rate int) { runtime.MemProfileRate = rate }(runtime.MemProfileRate)
	runtime.MemProfileRate = 1 // for inUse
	for _, b := range benches {
		if !b.own && !greenrt.Enabled() {
			continue // nobody can be killed there
		}
		for _, events := range []string{"same thread", "other thread"} {
			t.Run(b.name+"/"+events, func(t *testing.T) {
				sudogs := func() int { return inUse("runtime.acquireSudog") }
				timers := func() int { return inUse("time.AfterFunc", "time.NewTimer", "time.After") }
				files := func() int { return openFiles(t) }
				g0, s0, t0, f0 := runtime.NumGoroutine(), sudogs(), timers(), files()
				t.Run("", func(t *testing.T) { // what it opens is closed when this ends
					work, disturb, finish := b.make(t)
					torture(t, seed, work, disturb, events == "other thread")
					if finish != nil {
						finish(t)
					}
				})
				settled(t, "goroutines", g0, runtime.NumGoroutine)
				settled(t, "open files", f0+2, files) // the poller's, if it was not in use
				// Some are kept to be used again: by each P, and by timers' heaps
				// until they are swept.
				settled(t, "sudogs", s0+500, sudogs)
				settled(t, "timers", t0+500, timers)
			})
		}
	}
	for wait, n := range core.KillCounts() {
		t.Logf("%-25s %7d waits ended, %6d events came first", wait, n.Ended, n.Kept)
	}
	if greenrt.Enabled() {
		for _, wait := range []string{
			"chan send", "chan receive", "select", "sleep", "IO wait", "coroutine", "semacquire",
			"sync.Mutex.Lock", "sync.RWMutex.RLock", "sync.RWMutex.Lock", "sync.WaitGroup.Wait", "sync.Cond.Wait",
		} {
			if core.KillCounts()[wait].Ended == 0 {
				t.Errorf("no kill has ended a wait of kind %s", wait)
			}
		}
	}
}

// torture kills and times out workers until there have been as many trials as asked
// for. The events that they wait for come from the goroutine that kills them, or from
// one that is locked to a thread, so that the two meet in the middle of either.
func torture(t *testing.T, seed uint64, work, disturb func(r *rand.Rand), aside bool) {
	const workers = 8
	if disturb == nil {
		disturb = func(r *rand.Rand) {}
	}
	if aside {
		each, stop := disturb, make(chan struct{})
		var over sync.WaitGroup
		defer over.Wait()
		defer close(stop)
		over.Go(func() {
			runtime.LockOSThread()
			r := rand.New(rand.NewPCG(seed, 1<<40))
			for {
				select {
				case <-stop:
					return
				default:
				}
				each(r)
				for range r.IntN(200) {
				}
				if r.IntN(10) == 0 {
					time.Sleep(time.Duration(r.IntN(50)) * time.Microsecond)
				}
			}
		})
		disturb = func(r *rand.Rand) {}
	}
	r := rand.New(rand.NewPCG(seed, 0))
	var trials atomic.Int64
	start := func(i uint64) *greenrt.Greenlet {
		r := rand.New(rand.NewPCG(seed, i))
		return greenrt.Go(func() {
			for {
				switch r.IntN(4) {
				case 0:
					trials.Add(1)
					greenrt.WithTimeout(time.Duration(r.IntN(60))*time.Microsecond, func() { work(r) })
				case 1:
					// Nested, and swallowed by whose it is.
					trials.Add(2)
					greenrt.WithTimeout(time.Duration(r.IntN(60))*time.Microsecond, func() {
						greenrt.WithTimeout(time.Duration(r.IntN(60))*time.Microsecond, func() { work(r) })
					})
				default:
					work(r)
				}
			}
		})
	}
	var crew [workers]*greenrt.Greenlet
	n := uint64(workers)
	for i := range crew {
		crew[i] = start(uint64(i))
	}
	deadline := time.Now().Add(time.Minute + time.Duration(*tortureTrials)*time.Millisecond/10)
	for trials.Load() < int64(*tortureTrials) {
		if time.Now().After(deadline) {
			t.Fatalf("only %d trials", trials.Load())
		}
		i := r.IntN(workers)
		switch r.IntN(6) {
		case 0:
			greenrt.Yield()
		case 1:
			time.Sleep(time.Duration(r.IntN(20)) * time.Microsecond)
		case 2:
			if r.IntN(50) == 0 {
				runtime.GC()
			}
		}
		if r.IntN(2) == 0 {
			disturb(r)
		}
		trials.Add(1)
		if err := crew[i].KillTimeout(0); err != nil && err != greenrt.ErrNotReady && err != greenrt.ErrUnreachable {
			t.Fatal(err)
		}
		if r.IntN(4) == 0 {
			crew[i].KillTimeout(0) // twice
		}
		if crew[i].Ready() {
			if err := crew[i].Err(); err != nil {
				t.Fatal(err)
			}
			crew[i] = start(n)
			n++
		}
	}
	// One kill may be swallowed by nobody: all end.
	for i, gl := range crew {
		if err := gl.KillTimeout(20 * time.Second); err != nil && !(err == greenrt.ErrUnreachable && gl.JoinTimeout(20*time.Second)) {
			t.Fatalf("worker %d does not end: %v", i, err)
		}
		if err := gl.Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// settled fails the test if a count does not come back to what it was.
func settled(t *testing.T, what string, before int, count func() int) {
	t.Helper()
	now := count()
	for range 200 {
		if now <= before {
			return
		}
		time.Sleep(5 * time.Millisecond)
		now = count()
	}
	t.Errorf("%d %s, before there were %d", now, what, before)
}

// inUse returns how many objects live that one of the functions, or what it calls, has
// allocated since MemProfileRate is 1.
func inUse(functions ...string) int {
	runtime.GC()
	runtime.GC() // the first ends the cycle that counts
	var records []runtime.MemProfileRecord
	for n, ok := runtime.MemProfile(nil, false); !ok; n, ok = runtime.MemProfile(records, false) {
		records = make([]runtime.MemProfileRecord, n+100)
		if n, ok = runtime.MemProfile(records, false); ok {
			records = records[:n]
			break
		}
	}
	objects := 0
	for _, r := range records {
		frames := runtime.CallersFrames(r.Stack())
		for more := true; more; {
			var f runtime.Frame
			f, more = frames.Next()
			if slices.Contains(functions, f.Function) {
				objects += int(r.InUseObjects())
				break
			}
		}
	}
	return objects
}

// openFiles returns how many files the process has open.
func openFiles(t *testing.T) int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
