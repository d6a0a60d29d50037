// Command heavynested reaches a raw call with a number that it computes through two
// functions that leave the hub, and a panic.
package main

import (
	"syscall"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() (err error) {
	defer func() {
		if p := recover(); p != "waited" {
			panic(p)
		}
	}()
	return outer()
}

//greenify:offload
func outer() error {
	pid, err := measure.Child()
	if err != nil {
		return err
	}
	inner()
	enter(syscall.SYS_WAIT4, uintptr(pid))
	panic("waited")
}

//greenify:offload
func inner() {}

func enter(trap, a uintptr) {
	syscall.RawSyscall6(trap, a, 0, 0, 0, 0, 0)
}
