// Command channel waits for a channel.
package main

import (
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	c := make(chan int)
	time.AfterFunc(measure.Lasting, func() { c <- 1 })
	<-c
	return nil
}
