// Command offloadspin waits by spinning, off the hub, for another greenlet.
package main

import (
	"sync/atomic"
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	go func() {
		time.Sleep(measure.Lasting)
		done.Store(true)
	}()
	wait()
	return nil
}

var done atomic.Bool

//greenify:offload
func wait() {
	for !done.Load() {
	}
}
