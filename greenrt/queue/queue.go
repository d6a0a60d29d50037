package queue

import (
	"errors"
	"iter"
	"sync"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

var (
	// ErrEmpty is the error of getting from an empty queue, when waiting was not
	// wanted or has taken too long.
	ErrEmpty = errors.New("queue: empty")
	// ErrFull is the error of putting into a full queue, likewise.
	ErrFull = errors.New("queue: full")
	// ErrShutdown is the error of a queue that was shut down.
	ErrShutdown = errors.New("queue: shut down")
)

// A Queue passes items of type T from those who put to those who get. It is made by [New]
// and its like; the zero value is of no use.
type Queue[T any] struct {
	mu      sync.Mutex
	items   store[T]
	max     int // -1 without a limit, 0 for a channel
	getters core.Line[given[T]]
	putters core.Line[given[T]]
	peekers core.Line[struct{}]
	down    bool
	ready   core.Callbacks
	joins   joins
}

// given is what passes between a waiter and who serves it: an item, or why there is none.
type given[T any] struct {
	value T
	err   error
}

func makeQueue[T any](max int, items store[T]) *Queue[T] {
	if max <= 0 {
		max = -1
	}
	return &Queue[T]{items: items, max: max}
}

// New returns a queue from which the item comes first that was put first. It holds at
// most max items, or any number if max is not positive.
func New[T any](max int) *Queue[T] { return makeQueue(max, store[T](new(fifo[T]))) }

// NewLifo returns a queue from which the item comes first that was put last. See [New].
func NewLifo[T any](max int) *Queue[T] { return makeQueue(max, store[T](new(lifo[T]))) }

// NewPriority returns a queue from which the least item comes first, of several that are
// equal the one that was put first. See [New]. less is called while the queue is locked: it
// may not panic, wait or use the queue.
func NewPriority[T any](max int, less func(a, b T) bool) *Queue[T] {
	return makeQueue(max, store[T](&priority[T]{less: less}))
}

// NewChannel returns a queue that holds nothing: who puts waits until somebody gets.
func NewChannel[T any]() *Queue[T] {
	return &Queue[T]{items: new(fifo[T]), max: 0}
}

// Put puts v into the queue. It waits while the queue is full. The error is
// [ErrShutdown] or nil.
func (q *Queue[T]) Put(v T) error { return q.PutTimeout(v, core.Never) }

// TryPut is [Queue.Put] without waiting: if the queue is full, the error is [ErrFull].
func (q *Queue[T]) TryPut(v T) error { return q.PutTimeout(v, 0) }

// PutTimeout is [Queue.Put] that waits for at most d; then the error is [ErrFull].
func (q *Queue[T]) PutTimeout(v T, d time.Duration) error {
	q.mu.Lock()
	if q.down {
		q.mu.Unlock()
		return ErrShutdown
	}
	if q.accept(v) {
		calls := q.ready.Take()
		q.mu.Unlock()
		calls.Call()
		return nil
	}
	if d <= 0 {
		q.mu.Unlock()
		return ErrFull
	}
	p := q.putters.Enter(given[T]{value: v})
	calls := q.ready.Take() // of a channel: a putter waits
	q.mu.Unlock()
	calls.Call()
	answer, served := p.Wait(&q.mu, d)
	if !served {
		return ErrFull
	}
	return answer.err
}

// accept puts v if that needs no waiting. q is locked.
func (q *Queue[T]) accept(v T) bool {
	if q.getters.Len() > 0 && q.items.len() == 0 {
		if _, got := q.getters.Serve(given[T]{value: v}); got {
			q.joins.add(1)
			return true
		}
	}
	if q.max >= 0 && q.items.len() >= q.max {
		return false
	}
	q.items.push(v)
	q.joins.add(1)
	q.peekers.ServeAll(struct{}{})
	return true
}

// Get takes an item out of the queue. It waits while the queue is empty. The error is
// nil, or [ErrShutdown] if the queue was shut down and is empty.
func (q *Queue[T]) Get() (T, error) { return q.GetTimeout(core.Never) }

// TryGet is [Queue.Get] without waiting: if the queue is empty, the error is [ErrEmpty].
func (q *Queue[T]) TryGet() (T, error) { return q.GetTimeout(0) }

// GetTimeout is [Queue.Get] that waits for at most d; then the error is [ErrEmpty].
func (q *Queue[T]) GetTimeout(d time.Duration) (T, error) {
	q.mu.Lock()
	if q.items.len() > 0 {
		v := q.items.pop()
		q.admit()
		q.mu.Unlock()
		return v, nil
	}
	// Of a channel, from a putter directly.
	if offer, put := q.putters.Serve(given[T]{}); put {
		q.joins.add(1)
		q.mu.Unlock()
		return offer.value, nil
	}
	if q.down {
		q.mu.Unlock()
		return *new(T), ErrShutdown
	}
	if d <= 0 {
		q.mu.Unlock()
		return *new(T), ErrEmpty
	}
	p := q.getters.Enter(given[T]{})
	q.mu.Unlock()
	got, served := p.Wait(&q.mu, d)
	if !served {
		return *new(T), ErrEmpty
	}
	return got.value, got.err
}

// admit lets putters in while there is room. q is locked.
func (q *Queue[T]) admit() {
	for q.items.len() < q.max {
		offer, put := q.putters.Serve(given[T]{})
		if !put {
			return
		}
		q.items.push(offer.value)
		q.joins.add(1)
	}
}

// Peek returns the item that Get would, and leaves it there. It waits while the queue is
// empty. A channel has nothing to peek at: the error is ErrEmpty.
func (q *Queue[T]) Peek() (T, error) { return q.PeekTimeout(core.Never) }

// TryPeek is [Queue.Peek] without waiting: if the queue is empty, the error is [ErrEmpty].
func (q *Queue[T]) TryPeek() (T, error) { return q.PeekTimeout(0) }

// PeekTimeout is [Queue.Peek] that waits for at most d; then the error is [ErrEmpty].
func (q *Queue[T]) PeekTimeout(d time.Duration) (T, error) {
	var deadline time.Time
	if d > 0 && d != core.Never {
		deadline = time.Now().Add(d)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.items.len() == 0 {
		switch {
		case q.down:
			return *new(T), ErrShutdown
		case d <= 0 || q.max == 0:
			return *new(T), ErrEmpty
		}
		p := q.peekers.Enter(struct{}{})
		q.mu.Unlock()
		func() {
			defer q.mu.Lock() // for the deferred Unlock, if something is raised
			p.Wait(&q.mu, d)
		}()
		if !deadline.IsZero() {
			d = time.Until(deadline)
		}
	}
	return q.items.peek(), nil
}

// Len returns how many items are in the queue, or for a channel wait to be put.
func (q *Queue[T]) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.max == 0 {
		return q.putters.Len()
	}
	return q.items.len()
}

// Empty reports whether Len is 0.
func (q *Queue[T]) Empty() bool { return q.Len() == 0 }

// Full reports whether Put would wait.
func (q *Queue[T]) Full() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return !q.down && q.max >= 0 && q.items.len() >= q.max && (q.max > 0 || q.getters.Len() == 0)
}

// Shutdown shuts the queue down. Those who wait to put, and all who put later, get
// [ErrShutdown]. Those who get do so as long as there are items; if immediate, the
// items are thrown away, and count as done.
func (q *Queue[T]) Shutdown(immediate bool) {
	q.mu.Lock()
	q.down = true
	if immediate {
		q.joins.done(q.items.len())
		q.items.clear()
	}
	q.putters.ServeAll(given[T]{err: ErrShutdown})
	q.getters.ServeAll(given[T]{err: ErrShutdown}) // they wait, so there are no items
	q.peekers.ServeAll(struct{}{})
	calls := q.ready.Take()
	q.mu.Unlock()
	calls.Call()
}

// All gets items, and waits for them, until the queue was shut down and is empty.
func (q *Queue[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for {
			v, err := q.Get()
			if err != nil || !yield(v) {
				return
			}
		}
	}
}

// Ready reports whether Get would not wait.
func (q *Queue[T]) Ready() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.hasItem()
}

func (q *Queue[T]) hasItem() bool {
	return q.items.len() > 0 || q.putters.Len() > 0 || q.down
}

// OnReady has fn called once, when Get would not wait: by who puts, or soon by another.
// fn may not block. stop takes that back.
func (q *Queue[T]) OnReady(fn func()) (stop func()) {
	return q.ready.Add(&q.mu, fn, q.hasItem)
}
