package pool_test

import (
	"errors"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/pool"
	"github.com/go-greenify/greenify/greenrt/queue"
)

// imaps are IMap and IMapUnordered.
var imaps = map[string]func(*pool.Pool, iter.Seq[int], func(int) (int, error), int) iter.Seq2[int, error]{
	"IMap": pool.IMap[int, int], "IMapUnordered": pool.IMapUnordered[int, int],
}

func next(n int) (int, error) { return n + 1, nil }

// The items may come from who has the results.
func TestIMapOfItsResults(t *testing.T) {
	for name, imap := range imaps {
		t.Run(name, func(t *testing.T) {
			p, q := pool.New(3), queue.New[int](0)
			q.Put(0)
			var got []int
			loop := greenrt.Go(func() {
				for v := range imap(p, q.All(), next, 2) {
					if got = append(got, v); v == 3 {
						q.Shutdown(false)
					} else {
						q.Put(v)
					}
				}
			})
			if !loop.JoinTimeout(time.Minute) {
				t.Error("waits for the second item before it gives the first result")
				q.Shutdown(true)
				loop.Join()
			}
			if !slices.Equal(got, []int{1, 2, 3}) {
				t.Error(got)
			}
		})
	}
}

// Who waits for an item can be killed or timed out, and that ends the iterator.
func TestIMapEndsWithItsLoop(t *testing.T) {
	for name, imap := range imaps {
		t.Run(name, func(t *testing.T) {
			p, q := pool.New(3), queue.New[int](0)
			q.Put(0)
			var given, ended atomic.Int32
			items := func(yield func(int) bool) {
				defer ended.Add(1)
				q.All()(yield)
			}
			loop := greenrt.Go(func() {
				for range imap(p, items, next, 0) {
					given.Add(1)
				}
			})
			quiesce.Others()
			if err := loop.Kill(); err != nil || !loop.Killed() || given.Load() != 1 || ended.Load() != 1 {
				t.Error(err, loop, given.Load(), ended.Load())
			}
		})
	}
}

// An iterator that is in its yield, where it waits for room, is told so when the loop is left.
func TestIMapLeft(t *testing.T) {
	for name, imap := range imaps {
		t.Run(name, func(t *testing.T) {
			p := pool.New(3)
			var said atomic.Int32
			items := func(yield func(int) bool) {
				for yield(1) {
				}
				said.Add(1)
			}
			for _, ahead := range []int{1, 2, 0} {
				said.Store(0)
				for range imap(p, items, next, ahead) {
					break
				}
				if !greenrt.Enabled() {
					quiesce.Others() // it may have been left behind
				}
				if said.Load() != 1 {
					t.Error("is not told, ahead:", ahead)
				}
				p.Join()
			}
			quiesce.Others()
			if p.Free() != 3 {
				t.Error(p.Free())
			}
		})
	}
}

// What the iterator panics with goes on in the loop, after the results that there are.
func TestIMapFault(t *testing.T) {
	for name, imap := range imaps {
		t.Run(name, func(t *testing.T) {
			p, mine, n := pool.New(3), errors.New("mine"), 0
			func() {
				defer func() {
					if r := recover(); r != mine || n != 1 {
						t.Error(r, n)
					}
				}()
				for range imap(p, func(yield func(int) bool) { yield(1); panic(mine) }, next, 0) {
					n++
				}
			}()
			exits := greenrt.Go(func() {
				for range imap(p, func(yield func(int) bool) { yield(1); runtime.Goexit() }, next, 0) {
				}
			})
			exits.Join()
			if err := exits.Err(); err != greenrt.ErrGoexit {
				t.Error(err)
			}
		})
	}
}

// While the pool is full no item is asked for.
func TestIMapAsksForNoMore(t *testing.T) {
	for name, imap := range imaps {
		t.Run(name, func(t *testing.T) {
			p, leave := pool.New(2), make(chan bool)
			var asked atomic.Int32
			items := func(yield func(int) bool) {
				for i := range 4 {
					if asked.Add(1); !yield(i) {
						return
					}
				}
			}
			loop := greenrt.Go(func() {
				for range imap(p, items, func(n int) (int, error) { <-leave; return n, nil }, 0) {
				}
			})
			for i := range int32(4) {
				quiesce.Others()
				if n := asked.Load(); n != min(2+i, 4) {
					t.Error(n, "were asked for, and", i, "have ended")
				}
				leave <- true
			}
			loop.Join()
		})
	}
}
