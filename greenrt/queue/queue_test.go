package queue_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/queue"
)

func less(a, b int) bool { return a < b }

func TestOrders(t *testing.T) {
	for _, tt := range []struct {
		name string
		q    *queue.Queue[int]
		want []int
	}{
		{"fifo", queue.New[int](0), []int{3, 1, 2, 1}},
		{"lifo", queue.NewLifo[int](0), []int{1, 2, 1, 3}},
		{"priority", queue.NewPriority(0, less), []int{1, 1, 2, 3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, v := range []int{3, 1, 2, 1} {
				if err := tt.q.TryPut(v); err != nil {
					t.Fatal(err)
				}
			}
			//gevent:Queue.peek
			if v, err := tt.q.Peek(); v != tt.want[0] || err != nil || tt.q.Len() != 4 {
				t.Error(v, err, tt.q.Len())
			}
			tt.q.Shutdown(false)
			//gevent:Queue.orders
			//gevent:Queue.iterate
			//gevent:shutdown.drain
			if got := slices.Collect(tt.q.All()); !slices.Equal(got, tt.want) {
				t.Error(got)
			}
			if err := tt.q.Put(1); !errors.Is(err, queue.ErrShutdown) {
				t.Error(err)
			}
		})
	}
}

func TestPriorityMany(t *testing.T) {
	q := queue.NewPriority(0, less)
	n := 1000
	for _, v := range rand.Perm(n) {
		//gevent:Queue.unbounded
		if err := q.TryPut(v); err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		if v, err := q.TryGet(); v != i || err != nil {
			t.Fatal(i, v, err)
		}
	}
}

func TestBounds(t *testing.T) {
	q := queue.New[int](2)
	//gevent:Queue.errors
	if _, err := q.TryGet(); !errors.Is(err, queue.ErrEmpty) {
		t.Error(err)
	}
	if _, err := q.GetTimeout(time.Millisecond); !errors.Is(err, queue.ErrEmpty) {
		t.Error(err)
	}
	if _, err := q.PeekTimeout(time.Millisecond); !errors.Is(err, queue.ErrEmpty) {
		t.Error(err)
	}
	q.Put(1)
	q.Put(2)
	//gevent:Queue.errors
	if err := q.TryPut(3); !errors.Is(err, queue.ErrFull) || !q.Full() {
		t.Error(err)
	}
	if err := q.PutTimeout(3, time.Millisecond); !errors.Is(err, queue.ErrFull) {
		t.Error(err)
	}
	var putters []*greenrt.Greenlet
	for i := 3; i < 6; i++ {
		putters = append(putters, greenrt.GoErr(func() error { return q.Put(i) }))
		quiesce.Others()
	}
	for i := 1; i < 6; i++ {
		//gevent:Queue.fifo
		if v, err := q.Get(); v != i || err != nil {
			t.Error(i, v, err)
		}
	}
	if err := greenrt.FirstError(putters...); err != nil {
		t.Error(err)
	}
}

func TestGettersAreServedInOrder(t *testing.T) {
	q := queue.New[int](0)
	var getters []*greenrt.Task[int]
	for range 4 {
		getters = append(getters, greenrt.Spawn(q.Get))
		quiesce.Others()
	}
	peeker := greenrt.Spawn(q.Peek)
	quiesce.Others()
	getters[1].KillTimeout(0)
	for i := range 4 {
		q.Put(i)
	}
	for i, want := range []int{0, -1, 1, 2} {
		v, err := getters[i].Get()
		if want < 0 {
			if _, killed := err.(*greenrt.Exit); !killed {
				t.Error(err)
			}
			//gevent:Queue.fifo
		} else if v != want || err != nil {
			t.Error(i, v, err)
		}
	}
	if v, err := peeker.Get(); v != 3 || err != nil || q.Len() != 1 {
		t.Error(v, err, q.Len())
	}
}

func TestChannel(t *testing.T) {
	c := queue.NewChannel[int]()
	if err := c.TryPut(1); !errors.Is(err, queue.ErrFull) {
		t.Error(err)
	}
	putter := greenrt.GoErr(func() error { return c.Put(5) })
	quiesce.Others()
	//gevent:Channel.rendezvous
	if c.Len() != 1 || putter.Ready() || !c.Ready() {
		t.Error(c.Len(), putter)
	}
	if v, err := c.TryGet(); v != 5 || err != nil {
		t.Error(v, err)
	}
	putter.Join()
	getter := greenrt.Spawn(c.Get)
	quiesce.Others()
	if err := c.TryPut(6); err != nil {
		t.Error(err)
	}
	if v, err := getter.Get(); v != 6 || err != nil {
		t.Error(v, err)
	}
	if _, err := c.TryPeek(); !errors.Is(err, queue.ErrEmpty) {
		t.Error(err)
	}
}

func TestShutdown(t *testing.T) {
	q := queue.New[int](1)
	q.Put(1)
	putter := greenrt.GoErr(func() error { return q.Put(2) })
	quiesce.Others()
	q.Shutdown(true)
	putter.Join()
	//gevent:shutdown.waiters
	if err := putter.Err(); !errors.Is(err, queue.ErrShutdown) {
		t.Error(err)
	}
	//gevent:shutdown.immediate
	if _, err := q.Get(); !errors.Is(err, queue.ErrShutdown) {
		t.Error(err)
	}
	q = queue.New[int](0)
	getter, peeker := greenrt.Spawn(q.Get), greenrt.Spawn(q.Peek)
	quiesce.Others()
	q.Shutdown(false)
	for _, g := range []*greenrt.Task[int]{getter, peeker} {
		//gevent:shutdown.waiters
		if _, err := g.Get(); !errors.Is(err, queue.ErrShutdown) {
			t.Error(err)
		}
	}
}

func TestJoinable(t *testing.T) {
	q := queue.NewJoinable(queue.New[int](0))
	q.Join()
	//gevent:JoinableQueue.toomany
	if err := q.TaskDone(); !errors.Is(err, queue.ErrDone) {
		t.Error(err)
	}
	getter := greenrt.Spawn(q.Get)
	quiesce.Others()
	q.Put(1)
	q.Put(2)
	getter.Join()
	q.Get()
	if q.JoinTimeout(time.Millisecond) || q.Unfinished() != 2 {
		t.Error("joined with", q.Unfinished(), "to be done")
	}
	joiner := greenrt.Go(q.Join)
	quiesce.Others()
	q.TaskDone()
	q.TaskDone()
	//gevent:JoinableQueue.join
	if !joiner.JoinTimeout(time.Minute) {
		t.Error("Join does not return")
	}
	// What is thrown away counts as done; what was got does not.
	for i := range 3 {
		q.Put(i)
	}
	q.Get()
	joiner = greenrt.Go(q.Join)
	quiesce.Others()
	q.Shutdown(true)
	quiesce.Others() // it would have ended, if it had been woken
	if q.Unfinished() != 1 || joiner.Ready() {
		t.Error(q.Unfinished(), joiner)
	}
	q.TaskDone()
	//gevent:shutdown.immediate
	if !joiner.JoinTimeout(time.Minute) || q.Len() != 0 {
		t.Error("Join does not return", q.Len())
	}
}

// Each item is got once, or was never put.
func TestKillTorture(t *testing.T) {
	for _, tt := range []struct {
		name string
		q    *queue.Queue[int]
	}{
		{"fifo", queue.New[int](2)},
		{"lifo", queue.NewLifo[int](1)},
		{"priority", queue.NewPriority(2, less)},
		{"channel", queue.NewChannel[int]()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var mu sync.Mutex
			next, balance := 0, make(map[int]int)
			note := func(id, n int) {
				greenrt.Shield(func() {
					mu.Lock()
					defer mu.Unlock()
					if balance[id] += n; balance[id] == 0 {
						delete(balance, id)
					}
				})
			}
			put := func(v int, d time.Duration) {
				if tt.q.PutTimeout(v, d) == nil {
					note(v, 1)
				}
			}
			get := func(d time.Duration) {
				if v, err := tt.q.GetTimeout(d); err == nil {
					note(v, -1)
				}
			}
			number := func() int {
				mu.Lock()
				defer mu.Unlock()
				next++
				return next
			}
			seed := rand.Uint64()
			t.Log("seed", seed)
			r := rand.New(rand.NewPCG(seed, 0))
			start := func() *greenrt.Greenlet {
				mine := rand.New(rand.NewPCG(seed, r.Uint64()))
				return greenrt.Go(func() {
					for {
						d := greenrt.Never
						if mine.IntN(2) == 0 {
							d = time.Duration(mine.IntN(60)) * time.Microsecond
						}
						if mine.IntN(2) == 0 {
							put(number(), d)
						} else {
							get(d)
						}
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
				greenrt.Sleep(time.Duration(r.IntN(20)) * time.Microsecond)
				if crew[i].Ready() {
					if err := crew[i].Err(); err != nil {
						t.Fatal(err)
					}
					crew[i] = start()
				}
			}
			for _, gl := range crew {
				gl.KillTimeout(0)
				if !gl.JoinTimeout(time.Minute) {
					t.Fatal("does not end")
				}
			}
			for {
				v, err := tt.q.TryGet()
				if err != nil {
					break
				}
				note(v, -1)
			}
			for id, n := range balance {
				t.Errorf("item %d was put %d times more often than it was got", id, n)
			}
		})
	}
}

func ExampleQueue() {
	tasks := queue.New[string](1)
	worker := greenrt.Go(func() {
		for task := range tasks.All() {
			fmt.Println(task)
		}
	})
	tasks.Put("wash")
	tasks.Put("dry")
	tasks.Shutdown(false)
	worker.Join()
	// Output:
	// wash
	// dry
}

func BenchmarkHandOver(b *testing.B) {
	q := queue.New[int](1)
	greenrt.Go(func() {
		for range q.All() {
		}
	})
	for b.Loop() {
		q.Put(1)
	}
	q.Shutdown(false)
}

func BenchmarkChan(b *testing.B) {
	c := make(chan int, 1)
	go func() {
		for range c {
		}
	}()
	for b.Loop() {
		c <- 1
	}
	close(c)
}

func TestFullAfterShutdown(t *testing.T) {
	q := queue.New[int](1)
	q.Put(1)
	q.Shutdown(false)
	if err := q.Put(2); q.Full() || err != queue.ErrShutdown {
		t.Error("Put does not wait, but Full says so", err)
	}
}
