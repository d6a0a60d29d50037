package pool

import (
	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/queue"
)

// results are tasks that have ended.
type results[R any] struct {
	q *queue.Queue[*greenrt.Task[R]]
}

func newResults[R any]() results[R] {
	return results[R]{queue.New[*greenrt.Task[R]](0)}
}

// put does not wait, as the queue has no limit.
func (r results[R]) put(t *greenrt.Task[R]) { r.q.TryPut(t) }

func (r results[R]) get() *greenrt.Task[R] {
	t, _ := r.q.Get()
	return t
}
