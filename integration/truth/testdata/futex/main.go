// Command futex waits in futex.
package main

import (
	"syscall"
	"unsafe"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	var word uint32
	ts := syscall.NsecToTimespec(int64(measure.Lasting))
	syscall.Syscall6(syscall.SYS_FUTEX, uintptr(unsafe.Pointer(&word)), 0, 0, uintptr(unsafe.Pointer(&ts)), 0, 0)
	return nil
}
