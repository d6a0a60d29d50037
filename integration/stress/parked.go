package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// parking parks -parked goroutines on everything that one can wait for, lets
// them lie for a while, in which others run and the collector scans them, wakes all
// and counts.
func parking(w *worker) {
	for !w.over() {
		var l lot
		l.open()
		for i := range *parked {
			l.all.Go(func() { l.wait(i % ways); l.woken[i%ways].Add(1) })
			if i%1024 == 0 {
				w.tick()
			}
		}
		time.Sleep(upTo(w.rng, 2*time.Second))
		w.tick()
		go l.release(*parked)
		// So many wake-ups take a while, which must not look like a hang.
		woken := make(chan bool)
		go func() { l.all.Wait(); close(woken) }()
		for sum, last := int64(0), int64(-1); sum < int64(*parked); {
			select {
			case <-woken:
			case <-time.After(10 * time.Millisecond):
			}
			sum = 0
			for i := range l.woken {
				sum += l.woken[i].Load()
			}
			if sum != last {
				w.tick()
			}
			last = sum
		}
		<-woken
		for i := range l.woken {
			same(w, "woken", l.woken[i].Load(), int64((*parked-i+ways-1)/ways))
		}
		w.tick()
	}
}

const ways = 9

// A lot is where goroutines park.
type lot struct {
	all     sync.WaitGroup
	woken   [ways]atomic.Int64
	closed  chan bool
	values  chan int
	never   chan int // nil
	mutex   sync.Mutex
	rw      sync.RWMutex
	condMu  sync.Mutex
	cond    *sync.Cond
	opened  bool // under condMu
	group   sync.WaitGroup
	ctx     context.Context
	cancel  context.CancelFunc
	instant time.Time
}

func (l *lot) open() {
	l.closed = make(chan bool)
	l.values = make(chan int)
	l.cond = sync.NewCond(&l.condMu)
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.group.Add(1)
	l.mutex.Lock()
	l.rw.Lock()
	l.instant = time.Now().Add(time.Second)
}

// wait parks in one of the ways.
func (l *lot) wait(way int) {
	switch way {
	case 0:
		<-l.closed
	case 1:
		<-l.values
	case 2:
		l.mutex.Lock()
		l.mutex.Unlock()
	case 3:
		l.rw.RLock()
		l.rw.RUnlock()
	case 4:
		l.condMu.Lock()
		for !l.opened {
			l.cond.Wait()
		}
		l.condMu.Unlock()
	case 5:
		select {
		case <-l.closed:
		case <-l.ctx.Done():
		case l.never <- 0:
		}
	case 6:
		time.Sleep(time.Until(l.instant))
	case 7:
		l.group.Wait()
	case 8:
		<-l.ctx.Done()
	}
}

// release wakes the n that wait.
func (l *lot) release(n int) {
	l.mutex.Unlock()
	l.condMu.Lock()
	l.opened = true
	l.condMu.Unlock()
	for range n / ways / 2 {
		l.cond.Signal()
	}
	l.cond.Broadcast()
	l.group.Done()
	l.rw.Unlock()
	l.cancel()
	close(l.closed)
	for range (n - 1 + ways - 1) / ways {
		l.values <- 1
	}
}
