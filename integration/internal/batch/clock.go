package batch

import (
	"syscall"
	"time"
	"unsafe"
)

// CPUTime is the processor time that all threads of this process have used, the kernel's
// for them included. The clock is exact, where getrusage may count in ticks.
func CPUTime() time.Duration {
	const processCPU = 2 // CLOCK_PROCESS_CPUTIME_ID
	var t syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, processCPU, uintptr(unsafe.Pointer(&t)), 0)
	return time.Duration(t.Nano())
}
