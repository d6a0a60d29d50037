package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

// contexts builds trees of contexts and ends them by deadline and by hand, with
// context.AfterFunc on some. Everybody below a context that has ended must hear of it,
// and nobody before its deadline.
func contexts(w *worker) {
	errOver := errors.New("over")
	for !w.over() {
		root, end := context.WithCancelCause(context.Background())
		var all sync.WaitGroup
		for range 1 + w.rng.IntN(50) {
			rng := w.fork()
			all.Go(func() {
				d := upTo(rng, 4*time.Millisecond)
				start := time.Now()
				ctx, cancel := context.WithTimeout(root, d)
				defer cancel()
				for range rng.IntN(5) {
					ctx = context.WithValue(ctx, rng, d)
					var c context.CancelFunc
					ctx, c = context.WithCancel(ctx)
					defer c()
				}
				called := make(chan bool)
				stop := context.AfterFunc(ctx, func() { close(called) })
				if chance(rng, 4) {
					if stop() {
						called = nil
					}
				}
				<-ctx.Done()
				if called != nil {
					<-called
				}
				switch context.Cause(ctx) {
				case context.DeadlineExceeded:
					if took := time.Since(start); took < d {
						w.failf("a deadline of %v came after %v", d, took)
					}
				case errOver:
				default:
					w.failf("cause of cancellation: %v", context.Cause(ctx))
				}
			})
		}
		if chance(w.rng, 2) {
			time.Sleep(upTo(w.rng, 3*time.Millisecond))
			end(errOver)
		}
		all.Wait()
		end(nil)
		w.tick()
	}
}
