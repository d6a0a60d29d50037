// Command rawdefer makes a raw call in a deferred function of another goroutine.
package main

import (
	"syscall"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	pid, err := measure.Child()
	if err != nil {
		return err
	}
	done := make(chan bool)
	go func() {
		defer close(done)
		defer raw(pid)
	}()
	<-done
	return nil
}

func raw(pid int) {
	syscall.RawSyscall6(syscall.SYS_WAIT4, uintptr(pid), 0, 0, 0, 0, 0)
}
