// Command rawnumber waits in a raw system call whose number it computes.
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
	enter(syscall.SYS_WAIT4, uintptr(pid))
	return nil
}

func enter(trap, a uintptr) {
	syscall.RawSyscall6(trap, a, 0, 0, 0, 0, 0)
}
