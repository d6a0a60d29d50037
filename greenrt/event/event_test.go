package event_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

func TestSetWakesAllInOrder(t *testing.T) {
	var (
		e     event.Event
		mu    sync.Mutex
		order []int
		crew  []*greenrt.Greenlet
	)
	for i := range 5 {
		crew = append(crew, greenrt.Go(func() {
			//gevent:Event.wait
			if !e.WaitTimeout(time.Minute) {
				t.Error("timed out")
			}
			mu.Lock()
			order = append(order, i)
			mu.Unlock()
		}))
		quiesce.Others()
	}
	quiesce.Unpreempted(func() { // one that is preempted lets others go first
		e.Set()
		e.Clear() // who waited goes on all the same
		greenrt.JoinAll(crew...)
	})
	//gevent:Event.all
	//gevent:Event.order green
	if greenrt.Enabled() && !slices.IsSorted(order) || len(order) != 5 {
		t.Error(order)
	}
	//gevent:Event.wait
	if e.Ready() || e.WaitTimeout(time.Millisecond) || e.WaitTimeout(0) {
		t.Error("set after Clear")
	}
}

func TestKilledWaiterLeaves(t *testing.T) {
	var e event.Event
	a, b := greenrt.Go(e.Wait), greenrt.Go(e.Wait)
	quiesce.Others()
	if err := a.Kill(); err != nil || !a.Killed() {
		t.Error(err, a)
	}
	e.Set()
	if !b.JoinTimeout(time.Minute) || b.Killed() {
		t.Error(b)
	}
	e.Wait()
}

func TestAsyncResult(t *testing.T) {
	var r event.AsyncResult[int]
	//gevent:AsyncResult.timeout
	if _, err := r.TryGet(); !errors.Is(err, event.ErrNotReady) || r.Ready() {
		t.Error(err)
	}
	if _, err := r.GetTimeout(time.Millisecond); !errors.Is(err, event.ErrNotReady) {
		t.Error(err)
	}
	getters := []*greenrt.Task[int]{greenrt.Spawn(r.Get), greenrt.Spawn(r.Get)}
	quiesce.Others()
	r.Set(7)
	for _, task := range getters {
		//gevent:AsyncResult.one
		if v, err := task.Get(); v != 7 || err != nil || !r.Successful() {
			t.Error(v, err)
		}
	}
	mine := errors.New("mine")
	r.SetError(mine)
	//gevent:AsyncResult.again
	if v, err := r.Get(); v != 0 || err != mine || r.Successful() {
		t.Error(v, err)
	}
	var f event.AsyncResult[string]
	f.Follow(greenrt.Spawn(func() (string, error) { return "done", nil }))
	//gevent:AsyncResult.link
	if v, err := f.Get(); v != "done" || err != nil {
		t.Error(v, err)
	}
	f.Follow(greenrt.Spawn(func() (string, error) { return "", mine }))
	quiesce.Others()
	if _, err := f.Get(); err != mine {
		t.Error(err)
	}
}

func TestWaitForSeveral(t *testing.T) {
	var a, b event.Event
	gl := greenrt.Go(func() {})
	gl.Join()
	greenrt.Go(func() { quiesce.Others(); b.Set(); quiesce.Others(); a.Set() })
	got := greenrt.Wait(&a, &b, gl)
	//gevent:wait.objects
	//gevent:wait.order
	if !slices.Equal(got, []greenrt.Waitable{gl, &b, &a}) {
		t.Error("not in the order in which they became ready")
	}
	var c event.Event
	//gevent:wait.timeout
	if got := greenrt.WaitTimeout(5*time.Millisecond, &c, &a); len(got) != 1 || got[0] != &a {
		t.Error(got)
	}
}

func ExampleEvent() {
	var ready event.Event
	worker := greenrt.Go(func() {
		ready.Wait()
		fmt.Println("go")
	})
	fmt.Println("ready")
	ready.Set()
	worker.Join()
	// Output:
	// ready
	// go
}

func ExampleAsyncResult() {
	var answer event.AsyncResult[int]
	greenrt.Go(func() { answer.Set(42) })
	fmt.Println(answer.Get())
	// Output: 42 <nil>
}

func BenchmarkSetWait(b *testing.B) {
	var ping, pong event.Event
	greenrt.Go(func() {
		for {
			ping.Wait()
			ping.Clear()
			pong.Set()
		}
	})
	for b.Loop() {
		ping.Set()
		pong.Wait()
		pong.Clear()
	}
}

// What was taken back is not called, also if it was about to be.
func TestTakenBack(t *testing.T) {
	var e event.Event
	called := func() { t.Error("called, though taken back") }
	var stop func()
	e.OnReady(func() { stop() })
	stop = e.OnReady(called)
	e.Set()
	if greenrt.Enabled() { // else it may be called at once
		quiesce.Unpreempted(func() { e.OnReady(called)() })
	}
	quiesce.Others()
}
