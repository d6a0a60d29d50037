// Command nanosleep sleeps in a system call.
package main

import (
	"syscall"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	ts := syscall.NsecToTimespec(int64(measure.Lasting))
	return syscall.Nanosleep(&ts, nil)
}
