// Command rawdeep reaches a raw call through an interface and a function value.
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
	for _, w := range []waiter{lazy{raw}} {
		w.wait(pid)
	}
	return nil
}

type waiter interface{ wait(pid int) }

type lazy struct{ f func(int) }

func (l lazy) wait(pid int) { l.f(pid) }

func raw(pid int) {
	syscall.RawSyscall6(syscall.SYS_WAIT4, uintptr(pid), 0, 0, 0, 0, 0)
}
