// Command yield looks again and again, and yields.
package main

import (
	"runtime"
	"sync/atomic"
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	var flag atomic.Bool
	time.AfterFunc(measure.Lasting, func() { flag.Store(true) })
	for !flag.Load() {
		runtime.Gosched()
	}
	return nil
}
