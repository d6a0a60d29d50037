// Command lockedcall waits in a system call while locked to its thread.
package main

import (
	"runtime"
	"syscall"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	ts := syscall.NsecToTimespec(int64(measure.Lasting))
	return syscall.Nanosleep(&ts, nil)
}
