package queue

import (
	"errors"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// ErrDone is the error of TaskDone for more items than were put.
var ErrDone = errors.New("queue: TaskDone called more often than items were put")

// A Joinable is a queue that knows when all that was put into it was done.
type Joinable[T any] struct {
	*Queue[T]
}

// NewJoinable returns q, to which nothing was put yet, as a Joinable.
func NewJoinable[T any](q *Queue[T]) Joinable[T] {
	q.joins.on = true
	return Joinable[T]{q}
}

// joins counts the items that were put and are not done. It is used under the queue's
// lock.
type joins struct {
	on      bool
	open    int
	waiters core.Line[struct{}]
}

func (j *joins) add(n int) {
	if j.on {
		j.open += n
	}
}

func (j *joins) done(n int) bool {
	if !j.on {
		return true
	}
	if n > j.open {
		return false
	}
	if j.open -= n; j.open == 0 {
		j.waiters.ServeAll(struct{}{})
	}
	return true
}

// TaskDone says that an item that was got is done. It returns [ErrDone], and does
// nothing, if all were.
func (j Joinable[T]) TaskDone() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.joins.done(1) {
		return ErrDone
	}
	return nil
}

// Unfinished returns how many items were put and are not done.
func (j Joinable[T]) Unfinished() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.joins.open
}

// Join waits until all items that were put are done.
func (j Joinable[T]) Join() { j.JoinTimeout(core.Never) }

// JoinTimeout is [Joinable.Join] for at most d. It reports whether all are done.
func (j Joinable[T]) JoinTimeout(d time.Duration) bool {
	j.mu.Lock()
	if j.joins.open == 0 || d <= 0 {
		defer j.mu.Unlock()
		return j.joins.open == 0
	}
	p := j.joins.waiters.Enter(struct{}{})
	j.mu.Unlock()
	_, done := p.Wait(&j.mu, d)
	return done
}
