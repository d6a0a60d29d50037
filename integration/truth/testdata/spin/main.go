// Command spin spins until another goroutine has set a flag.
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
	var flag atomic.Bool
	time.AfterFunc(measure.Lasting, func() { flag.Store(true) })
	for !flag.Load() {
	}
	return nil
}
