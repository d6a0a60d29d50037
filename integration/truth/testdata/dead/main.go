// Command dead has a raw call that nobody makes.
package main

import (
	"syscall"
	"time"
	"unsafe"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	time.Sleep(measure.Lasting)
	return nil
}

func dead() {
	ts := syscall.NsecToTimespec(int64(measure.Lasting))
	syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
}
