// Command readfd reads from a descriptor that waits.
package main

import (
	"syscall"
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	var p [2]int
	if err := syscall.Pipe(p[:]); err != nil {
		return err
	}
	time.AfterFunc(measure.Lasting, func() { syscall.Close(p[1]) })
	_, err := syscall.Read(p[0], make([]byte, 1))
	return err
}
