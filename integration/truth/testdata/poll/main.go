// Command poll waits in poll.
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
	syscall.Syscall(syscall.SYS_POLL, 0, 0, uintptr(measure.Lasting/time.Millisecond))
	return nil
}
