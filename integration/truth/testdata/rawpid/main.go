// Command rawpid makes raw calls that never wait.
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
	for start := time.Now(); time.Since(start) < measure.Lasting; {
		for range 100 {
			syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)
		}
		time.Sleep(time.Microsecond)
	}
	return nil
}
