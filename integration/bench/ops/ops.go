package ops

import (
	"iter"
	"runtime"
	"sync"
)

// Gosched: two goroutines yield to each other. In a green build this is the direct
// switch and little else. One operation is one switch.
func Gosched(n int) {
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for range n / 2 {
				runtime.Gosched()
			}
		})
	}
	both.Wait()
}

// Pull: into a coroutine of package iter and back are two switches. One
// operation is one switch.
func Pull(n int) {
	next, stop := iter.Pull(func(yield func(struct{}) bool) {
		for yield(struct{}{}) {
		}
	})
	for range n / 2 {
		next()
	}
	stop()
}

// PingPong: a value goes to and fro over two unbuffered channels. One operation
// is one way: a send, a receive that waits, a wake-up and a switch.
func PingPong(n int) {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for x := range ping {
			pong <- x
		}
		close(pong)
	}()
	for i := range n / 2 {
		ping <- i
		<-pong
	}
	close(ping)
	<-pong
}

// Mutex: the right to go on is handed to and fro by two mutexes, each of which is
// unlocked by who does not own it, so that every Lock waits. One operation is
// one hand-over.
func Mutex(n int) {
	var a, b sync.Mutex
	a.Lock()
	b.Lock()
	var both sync.WaitGroup
	both.Go(func() {
		for range n / 2 {
			a.Unlock()
			b.Lock()
		}
	})
	both.Go(func() {
		for range n / 2 {
			a.Lock()
			b.Unlock()
		}
	})
	both.Wait()
}

// Spawn: a goroutine is started, ends, and is waited for.
func Spawn(n int) {
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go wg.Done()
		wg.Wait()
	}
}
