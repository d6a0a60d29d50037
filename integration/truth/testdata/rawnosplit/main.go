// Command rawnosplit waits for a child in a raw system call of a function that must
// not meet the scheduler.
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
	wait(uintptr(pid))
	return nil
}

//go:nosplit
func wait(pid uintptr) {
	syscall.RawSyscall6(syscall.SYS_WAIT4, pid, 0, 0, 0, 0, 0)
}
