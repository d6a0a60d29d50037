package core

import (
	"sync"
	"time"
)

// A Line is a queue of goroutines that wait for something, first come first served. It
// is part of what they wait for, and used under its lock. Each brings a T, and is given
// one by who serves it.
//
// Value and turn pass in one step, before the waiter is woken: who serves does not touch
// its place afterwards. So the waiter needs no lock to go on, and its place can be
// used again at once.
type Line[T any] struct {
	first, last *Place[T]
	n           int
}

// A Place is one goroutine's in a Line. A goroutine keeps the last that it had, since
// most wait at the same thing again.
type Place[T any] struct {
	value      T // what it brings, and then what it is given
	waiter     Waiter
	line       *Line[T] // nil when it is no longer in it
	keeper     *G       // that will keep it, or nil
	prev, next *Place[T]
}

// Len returns how many wait.
func (l *Line[T]) Len() int { return l.n }

// First returns what the first in the line brings. It reports false if nobody waits.
func (l *Line[T]) First() (brings T, ok bool) {
	if l.first == nil {
		return *new(T), false
	}
	return l.first.value, true
}

// Enter puts the calling goroutine, which brings v, at the line's end.
func (l *Line[T]) Enter(v T) *Place[T] {
	p := newPlace(v)
	p.line, p.prev = l, l.last
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
	p := newPlace(v)
	p.line, p.next = l, l.first
	if l.first != nil {
		l.first.prev = p
	} else {
		l.last = p
	}
	l.first = p
	l.n++
	return p
}

// newPlace returns a place for the calling goroutine.
func newPlace[T any](v T) *Place[T] {
	g := Mine()
	if g == nil && Green {
		g = Self()
	}
	// In a plain program it takes longer to find the G than to make a place.
	var p *Place[T]
	if g != nil {
		if kept, ok := g.place.(*Place[T]); ok {
			p, g.place = kept, nil // a callback may wait before its caller does
		}
	}
	if p == nil {
		p = &Place[T]{keeper: g}
	}
	p.waiter.Reset()
	p.value = v
	return p
}

// leave is the end of Wait. Nobody else knows p.
func (p *Place[T]) leave() {
	p.value = *new(T) // for the collector
	if p.keeper != nil {
		p.keeper.place = p
	}
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

// Serve takes the first out of the line, gives it v and wakes it, and returns what it
// has brought. It reports false if nobody waits. Who is being killed is passed over:
// see Waiter.
func (l *Line[T]) Serve(v T) (brought T, served bool) {
	for p := l.first; p != nil; p = l.first {
		l.remove(p)
		brought = p.value
		p.value = v
		if p.waiter.Wake() {
			return brought, true
		}
	}
	return *new(T), false
}

// ServeAll serves all who wait.
func (l *Line[T]) ServeAll(v T) {
	for l.first != nil {
		l.Serve(v)
	}
}

// Wait waits until p, the calling goroutine's, is served, for at most d. It returns what
// it was given and whether it was served. When it returns or panics p is not in the line,
// and is not to be used any more. mu is the line's lock, which the caller does not have.
func (p *Place[T]) Wait(mu *sync.Mutex, d time.Duration) (given T, served bool) {
	over := false
	defer func() {
		if !over { // something is raised, so it was not served
			p.giveUp(mu)
			p.leave()
		}
	}()
	if d == Never {
		p.waiter.Wait()
		served = true
	} else {
		p.waiter.WaitFor(d) // woken by the time, or by who served
		served = !p.giveUp(mu)
	}
	over = true
	if served {
		given = p.value
	}
	p.leave()
	return
}

// giveUp takes p out of the line, and reports whether it was in it.
func (p *Place[T]) giveUp(mu *sync.Mutex) bool {
	mu.Lock()
	defer mu.Unlock()
	if p.line == nil {
		return false
	}
	p.line.remove(p)
	return true
}

// Never as a time to wait means that there is no limit.
const Never time.Duration = 1<<63 - 1
