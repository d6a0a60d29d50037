package core

import (
	"sync"
	"time"
)

// A Line is a queue of goroutines that wait for something, first come first served,
// with a T for each. It is part of what they wait for, and used under its lock.
type Line[T any] struct {
	first, last *Place[T]
	n           int
}

// A Place is one goroutine's in a Line.
type Place[T any] struct {
	Value      T // what it brings, or is given
	waiter     *Waiter
	line       *Line[T] // nil when it is no longer in it
	prev, next *Place[T]
}

// Len returns how many wait.
func (l *Line[T]) Len() int { return l.n }

// First returns the first place, or nil.
func (l *Line[T]) First() *Place[T] { return l.first }

// Enter puts the calling goroutine at the line's end.
func (l *Line[T]) Enter(v T) *Place[T] {
	p := &Place[T]{Value: v, waiter: MyWaiter(), line: l, prev: l.last}
	p.waiter.Reset()
	if l.last != nil {
		l.last.next = p
	} else {
		l.first = p
	}
	l.last = p
	l.n++
	return p
}

// EnterFirst puts the calling goroutine at the line's head, where it was before.
func (l *Line[T]) EnterFirst(v T) *Place[T] {
	p := &Place[T]{Value: v, waiter: MyWaiter(), line: l, next: l.first}
	p.waiter.Reset()
	if l.first != nil {
		l.first.prev = p
	} else {
		l.last = p
	}
	l.first = p
	l.n++
	return p
}

func (l *Line[T]) remove(p *Place[T]) {
	if p.prev != nil {
		p.prev.next = p.next
	} else {
		l.first = p.next
	}
	if p.next != nil {
		p.next.prev = p.prev
	} else {
		l.last = p.prev
	}
	p.prev, p.next, p.line = nil, nil, nil
	l.n--
}

// Serve takes the first out of the line and wakes it, and returns its place; or nil, if
// nobody waits. Who is being killed is passed over: see Waiter. What is to be given to
// it can be put into the place until the lock is released.
func (l *Line[T]) Serve() *Place[T] {
	for p := l.first; p != nil; p = l.first {
		l.remove(p)
		if p.waiter.Wake() {
			return p
		}
	}
	return nil
}

// Wait waits until p, the calling goroutine's, is served, for at most d. It reports
// whether it was. When it returns or panics p is not in the line. mu is the line's lock,
// which the caller does not have.
func (p *Place[T]) Wait(mu *sync.Mutex, d time.Duration) (served bool) {
	defer func() {
		mu.Lock()
		served = p.line == nil
		if !served {
			p.line.remove(p)
		}
		mu.Unlock()
	}()
	if d == Never {
		p.waiter.Wait()
	} else {
		p.waiter.WaitFor(d)
	}
	return
}

// Never as a time to wait means that there is no limit.
const Never time.Duration = 1<<63 - 1
