package main

import (
	"runtime"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/greenlet"
	"github.com/go-greenify/greenify/greenrt/local"
	"github.com/go-greenify/greenify/greenrt/pool"
	"github.com/go-greenify/greenify/greenrt/queue"
)

// ops do an operation n times: greenrt's, and Go's own for the same purpose. peers.py has
// the same by gevent, under the same names.
var ops = map[string]struct{ greenrt, go_ func(n int) }{
	"switch":  {switches, goPull},
	"bare":    {switches, bare},
	"spawn":   {spawn, goSpawn},
	"event":   {events, goEvents},
	"queue":   {pingPong(func() *queue.Queue[int] { return queue.New[int](0) }), goPingPong(1)},
	"channel": {pingPong(queue.NewChannel[int]), goPingPong(0)},
	"stream":  {stream, goStream},
	"pool":    {poolMap, goPoolMap},
	"timeout": {timeouts, goTimeouts},
	"local":   {locals, goLocals},
}

// switches: a value goes to another greenlet and comes back. One operation is one switch.
func switches(n int) {
	main := greenlet.Current[int]()
	other := greenlet.New(func(v int) (int, error) {
		for v >= 0 {
			v, _ = main.Switch(v)
		}
		return 0, nil
	})
	for i := range n / 2 {
		other.Switch(i)
	}
	other.Switch(-1)
}

// spawn: a greenlet is started, ends, and is waited for.
func spawn(n int) {
	for range n {
		greenrt.Go(func() {}).Join()
	}
}

// events: two greenlets wait for each other's event. One operation is one way: set, wait,
// a switch, clear.
func events(n int) {
	var ping, pong event.Event
	other := greenrt.Go(func() {
		for range n / 2 {
			ping.Wait()
			ping.Clear()
			pong.Set()
		}
	})
	for range n / 2 {
		ping.Set()
		pong.Wait()
		pong.Clear()
	}
	other.Join()
}

// pingPong: a value goes to and fro over two queues. One operation is one way: a
// put, a get that waits, a wake-up and a switch.
func pingPong(newQueue func() *queue.Queue[int]) func(n int) {
	return func(n int) {
		ping, pong := newQueue(), newQueue()
		other := greenrt.Go(func() {
			for range n / 2 {
				v, _ := ping.Get()
				pong.Put(v)
			}
		})
		for i := range n / 2 {
			ping.Put(i)
			pong.Get()
		}
		other.Join()
	}
}

// stream: values go one way over a queue that holds one.
func stream(n int) {
	q := queue.New[int](1)
	other := greenrt.Go(func() {
		for range q.All() {
		}
	})
	for i := range n {
		q.Put(i)
	}
	q.Shutdown(false)
	other.Join()
}

const (
	poolSize  = 8
	poolItems = 1000
)

// poolMap: a function is called for each of many items, in a pool. One operation is one
// item.
func poolMap(n int) {
	items := make([]int, poolItems)
	for ; n > 0; n -= poolItems {
		pool.Map(pool.New(poolSize), items[:min(n, poolItems)], func(v int) (int, error) { return v + 1, nil })
	}
}

// timeouts: a timeout is started and cancelled.
func timeouts(n int) {
	for range n {
		greenrt.StartTimeout(time.Minute).Cancel()
	}
}

// locals: a greenlet-local value is read.
func locals(n int) {
	var l local.Local[int]
	l.Set(1)
	sum := 0
	for range n {
		sum += l.Get()
	}
	runtime.KeepAlive(sum)
	l.Delete()
}
