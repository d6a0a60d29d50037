package main

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// Many goroutines that block at once. They leave a hub one after the other, so what
// counts is how long each keeps the next from running, and that this does not grow with
// their number. The ticker, which waits for its turn among them, is late by the
// product.

func init() {
	for _, n := range []int{2, 10, 100, 1000} {
		add(&way{name: fmt.Sprint("crowd-", n), does: fmt.Sprint(n, " syscall.Nanosleep at once"), least: least,
			setup: func(b *bed) (func() error, error) { return crowd(b, n), nil }})
	}
}

func crowd(b *bed, n int) func() error {
	entered := make([]time.Time, n)
	errs := make([]error, n)
	return func() error {
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() {
				entered[i] = time.Now()
				errs[i] = nap()
			})
		}
		all.Wait()
		first, last := slices.MinFunc(entered, time.Time.Compare), slices.MaxFunc(entered, time.Time.Compare)
		b.each = last.Sub(first) / time.Duration(n-1)
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
		return nil
	}
}
