package pool

import (
	"iter"
	"runtime"
	"sync"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/lock"
	"github.com/go-greenify/greenify/greenrt/queue"
)

// A feed starts a task for each item, in a greenlet of its own: the feeder. So who loops over the
// results has them, and can be killed, also while the next item is waited for; the next
// item may depend on them. A coroutine of iter.Pull in its place would be waited for, and
// nothing ends such a wait.
type feed[R any] struct {
	pool   *Pool
	room   *lock.Semaphore // for items that the loop has not done with; nil without a limit
	out    *queue.Queue[*greenrt.Task[R]]
	feeder *greenrt.Greenlet

	mu    sync.Mutex
	tasks map[*greenrt.Task[R]]bool // that the loop has not come to
	open  int                       // who will still put into out: the feeder, and tasks if they do
	left  bool                      // the loop is over

	// Of the feeder, before out is shut down.
	fed   bool
	fault any // what it panicked with if it is not fed, nil for Goexit
}

// newFeed starts to feed p. In order, tasks come out when they have begun, and otherwise
// when they have ended.
func newFeed[T, R any](p *Pool, items iter.Seq[T], fn func(T) (R, error), ahead int, inOrder bool) *feed[R] {
	f := &feed[R]{pool: p, out: queue.New[*greenrt.Task[R]](0), tasks: make(map[*greenrt.Task[R]]bool), open: 1}
	if ahead > 0 {
		f.room = lock.NewSemaphore(ahead)
	}
	f.feeder = greenrt.Go(func() {
		defer func() {
			if !f.fed {
				f.fault = recover()
			}
			f.close()
		}()
		if f.admit() { // before the item is asked for
			for item := range items {
				if !f.start(func() (R, error) { return fn(item) }, inOrder) || !f.admit() {
					break
				}
			}
		}
		f.fed = true
	})
	return f
}

// admit waits until there is room for one more, and reports whether it is wanted.
func (f *feed[R]) admit() bool {
	return f.wait(func() {
		if f.room != nil {
			f.room.Acquire()
		}
		f.pool.WaitFree()
	})
}

// start starts a task, and reports whether it was wanted.
func (f *feed[R]) start(fn func() (R, error), inOrder bool) bool {
	var t *greenrt.Task[R]
	if !f.wait(func() { t = spawn(f.pool, fn) }) {
		return false
	}
	f.mu.Lock()
	f.tasks[t] = true
	if !inOrder {
		f.open++
	}
	left := f.left
	f.mu.Unlock()
	switch {
	case left:
		t.KillTimeout(0)
	case inOrder:
		f.out.TryPut(t) // it has no limit
	default:
		t.OnReady(func() {
			f.out.TryPut(t)
			f.close()
		})
	}
	return !left
}

// wait calls fn, which waits, and reports whether the loop was not left meanwhile. That kills the
// feeder: then the iterator is told by its yield, as it is used to.
func (f *feed[R]) wait(fn func()) (wanted bool) {
	defer func() {
		if wanted {
			return
		}
		r := recover()
		if _, killed := r.(*greenrt.Exit); r != nil && !(killed && f.isLeft()) {
			panic(r)
		}
	}()
	if f.isLeft() {
		return false
	}
	fn()
	return true
}

func (f *feed[R]) isLeft() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.left
}

// close is called by each who has no more to put into out.
func (f *feed[R]) close() {
	f.mu.Lock()
	f.open--
	last := f.open == 0
	f.mu.Unlock()
	if last {
		f.out.Shutdown(false)
	}
}

// each is the loop.
func (f *feed[R]) each(yield func(R, error) bool) {
	defer f.leave()
	for t := range f.out.All() {
		v, err := t.Get()
		f.mu.Lock()
		delete(f.tasks, t)
		f.mu.Unlock()
		if !yield(v, err) {
			return
		}
		if f.room != nil {
			f.room.Release()
		}
	}
	switch {
	case f.fault != nil:
		panic(f.fault)
	case !f.fed:
		runtime.Goexit()
	}
}

// leave kills what is under way. It waits for the feeder, which can be inside of the iterator.
func (f *feed[R]) leave() {
	f.mu.Lock()
	f.left = true
	tasks := make([]*greenrt.Task[R], 0, len(f.tasks))
	for t := range f.tasks {
		tasks = append(tasks, t)
	}
	f.mu.Unlock()
	for _, t := range tasks {
		t.KillTimeout(0)
	}
	f.feeder.Kill()
}
