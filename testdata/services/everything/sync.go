package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

func getMutex(r *http.Request) (string, error) {
	n, err := number(r, 1000)
	if err != nil {
		return "", err
	}
	var (
		mu  sync.Mutex
		wg  sync.WaitGroup
		sum int
	)
	for i := range n {
		wg.Go(func() {
			for range 100 {
				mu.Lock()
				sum += i
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return fmt.Sprint("sum ", sum), nil
}

func getRWMutex(r *http.Request) (string, error) {
	var (
		mu    sync.RWMutex
		wg    sync.WaitGroup
		table = map[int]int{}
		hits  atomic.Int64
	)
	for i := range 50 {
		wg.Go(func() {
			mu.Lock()
			table[i] = i * i
			mu.Unlock()
		})
	}
	wg.Wait()
	for i := range 50 {
		wg.Go(func() {
			mu.RLock()
			defer mu.RUnlock()
			if table[i] == i*i {
				hits.Add(1)
			}
		})
	}
	wg.Wait()
	return fmt.Sprint("hits ", hits.Load()), nil
}

// getCond passes a turn around a ring of goroutines.
func getCond(r *http.Request) (string, error) {
	const players, rounds = 5, 20
	var (
		mu    sync.Mutex
		cond  = sync.NewCond(&mu)
		wg    sync.WaitGroup
		turn  int
		order bytes.Buffer
	)
	for p := range players {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			for range rounds {
				for turn != p {
					cond.Wait()
				}
				fmt.Fprint(&order, p)
				turn = (turn + 1) % players
				cond.Broadcast()
			}
		})
	}
	wg.Wait()
	return order.String(), nil
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func getPool(r *http.Request) (string, error) {
	var g errgroup.Group
	for i := range 100 {
		g.Go(func() error {
			b := buffers.Get().(*bytes.Buffer)
			defer buffers.Put(b)
			b.Reset()
			want := fmt.Sprintf("buffer %d of goroutine %d", i, i)
			fmt.Fprintf(b, "buffer %d ", i)
			fmt.Fprintf(b, "of goroutine %d", i)
			if b.String() != want {
				return fmt.Errorf("got %q, want %q", b, want)
			}
			return nil
		})
	}
	return "pool ok", g.Wait()
}

func getOnce(r *http.Request) (string, error) {
	calls := 0
	value := sync.OnceValue(func() int { calls++; return 42 })
	var g errgroup.Group
	for range 50 {
		g.Go(func() error {
			if value() != 42 {
				return errors.New("wrong value")
			}
			return nil
		})
	}
	err := g.Wait()
	return fmt.Sprint("calls ", calls), err
}

// getErrgroup lets one of its goroutines fail, which must end the others.
func getErrgroup(r *http.Request) (string, error) {
	g, ctx := errgroup.WithContext(r.Context())
	var ended atomic.Int32
	for range 10 {
		g.Go(func() error {
			<-ctx.Done()
			ended.Add(1)
			return ctx.Err()
		})
	}
	g.Go(func() error { return errors.New("one has failed") })
	err := g.Wait()
	return fmt.Sprintf("%v, %d ended, %v", err, ended.Load(), context.Cause(ctx)), nil
}

// getSemaphore counts how many are inside at once.
func getSemaphore(r *http.Request) (string, error) {
	sem := semaphore.NewWeighted(3)
	g, ctx := errgroup.WithContext(r.Context())
	var inside, most atomic.Int32
	for range 30 {
		g.Go(func() error {
			if err := sem.Acquire(ctx, 1); err != nil {
				return err
			}
			defer sem.Release(1)
			n := inside.Add(1)
			for {
				m := most.Load()
				if n <= m || most.CompareAndSwap(m, n) {
					break
				}
			}
			defer inside.Add(-1)
			return nil
		})
	}
	err := g.Wait()
	return fmt.Sprint("never above three: ", most.Load() <= 3), err
}
