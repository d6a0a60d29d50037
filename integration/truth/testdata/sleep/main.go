// Command sleep sleeps.
package main

import (
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	time.Sleep(measure.Lasting)
	return nil
}
