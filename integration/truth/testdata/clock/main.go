// Command clock spins until a time has come.
package main

import (
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	for start := time.Now(); time.Since(start) < measure.Lasting; {
	}
	return nil
}
