// Command retry retries a compare-and-swap.
package main

import (
	"sync"
	"sync/atomic"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	var n atomic.Int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			for range 100 {
				for {
					old := n.Load()
					if n.CompareAndSwap(old, old+1) {
						break
					}
				}
			}
		})
	}
	wg.Wait()
	return nil
}
