package pool_test

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/pool"
)

func forever() error { greenrt.Sleep(time.Hour); return nil }

func TestGroup(t *testing.T) {
	var g pool.Group
	g.Join()
	a, b := g.Go(forever), g.Go(func() error { return nil })
	b.Join()
	quiesce.Others()
	if g.Len() != 1 || !g.Contains(a) || g.Contains(b) {
		t.Error(g.Len())
	}
	if g.JoinTimeout(time.Millisecond) {
		t.Error("joined with a member")
	}
	late := greenrt.Go(func() { g.Join() })
	quiesce.Others()
	// A newcomer puts the join off.
	newcomer := g.Go(forever)
	a.Kill()
	quiesce.Others()
	//gevent:Group.join
	if late.Ready() || !g.Contains(newcomer) {
		t.Error("joined before the newcomer's end", late)
	}
	if err := g.Kill(); err != nil || !a.Killed() || g.Len() != 0 {
		t.Error(err, a)
	}
	if !late.JoinTimeout(time.Minute) {
		t.Error("Join does not return")
	}
}

// Kill also ends those whom a member starts when it is killed.
func TestKillOfNewcomers(t *testing.T) {
	var g pool.Group
	var newcomer *greenrt.Greenlet
	g.Go(func() error {
		defer func() { newcomer = g.Go(forever) }()
		return forever()
	})
	quiesce.Others()
	err := g.Kill()
	if !greenrt.Enabled() && errors.Is(err, greenrt.ErrUnreachable) {
		err = nil // it had not come to its sleep
		newcomer.Join()
		g.Join()
	}
	//gevent:Group.kill
	if err != nil || newcomer == nil || !newcomer.Killed() || g.Len() != 0 {
		t.Error(err, newcomer, g.Len())
	}
}

func TestPoolWaitsWhenFull(t *testing.T) {
	p := pool.New(2)
	var now, all atomic.Int32
	leave := make(chan bool)
	many := greenrt.Go(func() {
		for range 10 {
			p.Go(func() error {
				now.Add(1)
				all.Add(1)
				<-leave
				now.Add(-1)
				return nil
			})
		}
	})
	for range 10 {
		quiesce.Others()
		if n := now.Load(); n != min(2, 10-all.Load()+n) {
			t.Error(n, "at once")
		}
		leave <- true
	}
	many.Join()
	p.Join()
	quiesce.Others() // who was the last makes room a moment after it has left
	if all.Load() != 10 || p.Free() != 2 {
		t.Error(all.Load(), p.Free())
	}
	a := p.Go(forever)
	p.Go(forever)
	if !p.Full() || p.Size() != 2 {
		t.Error("not full")
	}
	starter := greenrt.Go(func() { p.Go(forever) })
	quiesce.Others()
	//gevent:Pool.spawn
	if starter.Ready() {
		t.Error("started a third")
	}
	a.Kill()
	if !starter.JoinTimeout(time.Minute) {
		t.Error("does not start when one has left")
	}
	// Killed while it waits to start one, it starts none.
	starter = greenrt.Go(func() { p.Go(forever) })
	quiesce.Others()
	starter.Kill()
	// To add one waits as well.
	extra := greenrt.GoErr(forever)
	adder := greenrt.Go(func() { p.Add(extra) })
	quiesce.Others()
	//gevent:Pool.add
	if adder.Ready() || p.Len() != 2 {
		t.Error("added a third", p.Len())
	}
	adder.Kill()
	extra.Kill()
	p.Kill()
	quiesce.Others()
	if p.Free() != 2 || p.Len() != 0 {
		t.Error(p.Free(), p.Len())
	}
}

// A member that starts another in its full pool waits for itself, until it is killed.
func TestPoolOfItself(t *testing.T) {
	p := pool.New(1)
	member := p.Go(func() error { p.Go(forever); return nil })
	quiesce.Others()
	//gevent:Pool.itself
	if member.Ready() || p.Len() != 1 || !p.Full() {
		t.Error(member, p.Len())
	}
	if err := member.Kill(); err != nil || !member.Killed() {
		t.Error(err, member)
	}
	if !p.JoinTimeout(time.Minute) {
		t.Error("does not leave:", p.Len())
	}
	quiesce.Others() // it makes room a moment after it has left
	if p.Free() != 1 {
		t.Error(p.Free())
	}
}

func TestMap(t *testing.T) {
	p := pool.New(3)
	got, err := pool.Map(p, []int{1, 2, 3, 4, 5}, func(n int) (int, error) {
		greenrt.Sleep(time.Duration(6-n) * 100 * time.Microsecond)
		return n * n, nil
	})
	//gevent:map.order
	if !slices.Equal(got, []int{1, 4, 9, 16, 25}) || err != nil {
		t.Error(got, err)
	}
	mine := errors.New("mine")
	var called atomic.Int32
	_, err = pool.Map(p, []int{1, 2, 3}, func(n int) (int, error) {
		called.Add(1)
		if n > 1 {
			return 0, mine
		}
		return 0, nil
	})
	//gevent:map.failure
	if !errors.Is(err, mine) || called.Load() != 3 {
		t.Error(err, called.Load())
	}
}

func TestIMap(t *testing.T) {
	p := pool.New(4)
	var started atomic.Int32
	slow := func(n int) (int, error) {
		started.Add(1)
		if n == 0 {
			quiesce.Others() // it is the last to end of those that have begun
		}
		if n == 3 {
			return 0, errors.New("three")
		}
		return n, nil
	}
	var got []string
	for v, err := range pool.IMap(p, slices.Values([]int{0, 1, 2, 3, 4}), slow, 2) {
		got = append(got, fmt.Sprint(v, err))
	}
	//gevent:imap.order
	//gevent:imap.failure
	if want := []string{"0 <nil>", "1 <nil>", "2 <nil>", "0 three", "4 <nil>"}; !slices.Equal(got, want) {
		t.Error(got)
	}
	first := -1
	for v := range pool.IMapUnordered(p, slices.Values([]int{0, 1, 2}), slow, 0) {
		if first < 0 {
			first = v
		}
	}
	//gevent:imap.unordered
	if first == 0 {
		t.Error("the slowest came first")
	}
	// Read-ahead is bounded.
	started.Store(0)
	one := func(n int) (int, error) {
		started.Add(1)
		if n > 0 {
			greenrt.Sleep(time.Hour)
		}
		return n, nil
	}
	for range pool.IMap(p, slices.Values([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}), one, 2) {
		quiesce.Others()
		//gevent:imap.maxsize
		if started.Load() > 3 {
			t.Error(started.Load(), "were started")
		}
		break
	}
	quiesce.Others()
	if p.Len() != 0 {
		t.Error("left running:", p.Len())
	}
}

func TestApplyInsideItsPool(t *testing.T) {
	p := pool.New(1)
	v, err := pool.Apply(p, func() (int, error) {
		return pool.Apply(p, func() (int, error) { return 3, nil })
	})
	//gevent:apply.inline
	if v != 3 || err != nil {
		t.Error(v, err)
	}
	//gevent:apply.async
	if v, err := pool.ApplyAsync(p, func() (int, error) { return 4, nil }).Get(); v != 4 || err != nil {
		t.Error(v, err)
	}
}

func ExampleMap() {
	squares, err := pool.Map(pool.New(2), []int{1, 2, 3}, func(n int) (int, error) { return n * n, nil })
	fmt.Println(squares, err)
	// Output: [1 4 9] <nil>
}

// What starts nothing takes no room.
func TestPoolKeepsItsRoom(t *testing.T) {
	p := pool.New(2)
	for _, start := range []func(){func() { p.Go(nil) }, func() { pool.ApplyAsync[int](p, nil) }} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("a nil function does not panic")
				}
			}()
			start()
		}()
	}
	if p.Free() != 2 {
		t.Error("after nil functions:", p.Free())
	}
	// Two add the same.
	a, b, both := p.Go(forever), p.Go(forever), greenrt.GoErr(forever)
	adders := []*greenrt.Greenlet{greenrt.Go(func() { p.Add(both) }), greenrt.Go(func() { p.Add(both) })}
	quiesce.Others()
	greenrt.KillAll(a, b)
	greenrt.JoinAll(adders...)
	quiesce.Others()
	if p.Len() != 1 || p.Free() != 1 {
		t.Error(p.Len(), p.Free())
	}
	p.Kill()
}
