// Command cond waits for a condition.
package main

import (
	"sync"
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	cond := sync.NewCond(new(sync.Mutex))
	ready := false
	time.AfterFunc(measure.Lasting, func() {
		cond.L.Lock()
		ready = true
		cond.L.Unlock()
		cond.Broadcast()
	})
	cond.L.Lock()
	defer cond.L.Unlock()
	for !ready {
		cond.Wait()
	}
	return nil
}
