package main

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// chans sends numbers from producers to consumers through buffered and
// unbuffered channels, in plain operations and in selects with other cases, and
// checks that exactly what was sent arrived.
func chans(w *worker) {
	for !w.over() {
		a, b := make(chan uint64, w.rng.IntN(3)*w.rng.IntN(50)), make(chan uint64, w.rng.IntN(8))
		producers, consumers, each := 1+w.rng.IntN(20), 1+w.rng.IntN(20), 1+w.rng.IntN(300)
		var sent, got, sentN, gotN atomic.Uint64
		var send, receive sync.WaitGroup
		for range producers {
			rng := w.fork()
			send.Go(func() {
				for range each {
					x := rng.Uint64()
					put(rng, a, b, x)
					sent.Add(x)
					sentN.Add(1)
				}
			})
		}
		for range consumers {
			rng := w.fork()
			receive.Go(func() {
				a, b := a, b
				for a != nil || b != nil {
					x, ok := take(rng, &a, &b)
					if ok {
						got.Add(x)
						gotN.Add(1)
					}
				}
			})
		}
		send.Wait()
		close(a)
		close(b)
		receive.Wait()
		same(w, "number of values", gotN.Load(), sentN.Load())
		same(w, "sum of values", got.Load(), sent.Load())
		w.tick()
	}
}

// put sends x to a or b.
func put(rng *rand.Rand, a, b chan<- uint64, x uint64) {
	switch rng.IntN(4) {
	case 0:
		a <- x
	case 1:
		for {
			select {
			case b <- x:
				return
			default:
				runtime.Gosched()
			}
		}
	case 2:
		select {
		case a <- x:
		case b <- x:
		}
	case 3:
		for {
			select {
			case a <- x:
				return
			case b <- x:
				return
			case <-time.After(upTo(rng, time.Millisecond)):
			}
		}
	}
}

// take receives from a or b, and forgets the one that it finds closed.
func take(rng *rand.Rand, a, b *chan uint64) (x uint64, ok bool) {
	var timeout <-chan time.Time
	if chance(rng, 4) {
		timeout = time.After(upTo(rng, time.Millisecond))
	}
	select {
	case x, ok = <-*a:
		if !ok {
			*a = nil
		}
	case x, ok = <-*b:
		if !ok {
			*b = nil
		}
	case <-timeout:
	}
	return x, ok
}
