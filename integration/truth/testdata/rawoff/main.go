// Command rawoff waits for a child in a raw system call that is left alone.
package main

import (
	"syscall"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

//greenify:off
func block() error {
	pid, err := measure.Child()
	if err != nil {
		return err
	}
	syscall.RawSyscall6(syscall.SYS_WAIT4, uintptr(pid), 0, 0, 0, 0, 0)
	return nil
}
