// Command heavy computes without a safe point in a function that leaves the hub.
package main

import (
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

//greenify:offload
func block() error {
	for start := time.Now(); time.Since(start) < measure.Lasting; time.Sleep(time.Millisecond) {
		sum += add(1 << 27)
	}
	return nil
}

var sum int

//go:nosplit
func add(n int) (s int) {
	for i := range n {
		s += i ^ s
	}
	return s
}
