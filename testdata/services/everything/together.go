package main

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// steps counts what all calls of getTogether do together.
var steps atomic.Int64

// getTogether computes for n milliseconds and tells how often another call
// computed at the very same time. It goes in strides of a few microseconds. If
// the common counter moves by more than one's own steps during a stride, then
// another thread has moved it, or this goroutine was made to wait meanwhile; the
// latter takes longer than a stride, and such strides do not count.
func getTogether(r *http.Request) (string, error) {
	n, err := number(r, 1000)
	if err != nil {
		return "", err
	}
	const stride, limit = 100, 50 * time.Microsecond
	strides, together := 0, 0
	for end := time.Now().Add(time.Duration(n) * time.Millisecond); time.Now().Before(end); {
		start, before := time.Now(), steps.Load()
		for range stride {
			steps.Add(1)
		}
		moved := steps.Load() - before
		if time.Since(start) < limit {
			strides++
			if moved != stride {
				together++
			}
		}
	}
	return fmt.Sprintf("%d %d", together, strides), nil
}
