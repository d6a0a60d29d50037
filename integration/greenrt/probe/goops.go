package main

import (
	"context"
	"iter"
	"runtime"
	"sync"
	"time"
)

// What a Go program does where one of gevent's uses gevent.

// goPull: into a coroutine of package iter and back, with a value one way. One operation
// is one switch.
func goPull(n int) {
	next, stop := iter.Pull(func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	})
	for range n / 2 {
		next()
	}
	stop()
}

func goSpawn(n int) {
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {})
		wg.Wait()
	}
}

// goEvents: an event is a channel of one.
func goEvents(n int) {
	ping, pong := make(chan struct{}, 1), make(chan struct{}, 1)
	var other sync.WaitGroup
	other.Go(func() {
		for range n / 2 {
			<-ping
			pong <- struct{}{}
		}
	})
	for range n / 2 {
		ping <- struct{}{}
		<-pong
	}
	other.Wait()
}

func goPingPong(size int) func(n int) {
	return func(n int) {
		ping, pong := make(chan int, size), make(chan int, size)
		var other sync.WaitGroup
		other.Go(func() {
			for range n / 2 {
				pong <- <-ping
			}
		})
		for i := range n / 2 {
			ping <- i
			<-pong
		}
		other.Wait()
	}
}

func goStream(n int) {
	c := make(chan int, 1)
	var other sync.WaitGroup
	other.Go(func() {
		for range c {
		}
	})
	for i := range n {
		c <- i
	}
	close(c)
	other.Wait()
}

func goPoolMap(n int) {
	items, results := make([]int, poolItems), make([]int, poolItems)
	for ; n > 0; n -= poolItems {
		free := make(chan struct{}, poolSize)
		var wg sync.WaitGroup
		for i, v := range items[:min(n, poolItems)] {
			free <- struct{}{}
			wg.Go(func() {
				results[i] = v + 1
				<-free
			})
		}
		wg.Wait()
	}
}

func goTimeouts(n int) {
	for range n {
		time.AfterFunc(time.Minute, func() {}).Stop()
	}
}

// goLocals: a value that goes with a request is one of its context.
func goLocals(n int) {
	type key struct{}
	ctx := context.WithValue(context.Background(), key{}, 1)
	sum := 0
	for range n {
		sum += ctx.Value(key{}).(int)
	}
	runtime.KeepAlive(sum)
}
