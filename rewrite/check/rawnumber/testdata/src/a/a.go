// Package a enters the kernel raw, by numbers that it computes.
package a

import "syscall"

var table = []uintptr{syscall.SYS_READ, syscall.SYS_GETPID}

func wrap(trap, a uintptr) {
	syscall.RawSyscall(trap, a, 0, 0)               // want `syscall.RawSyscall with a number that is not known \[GR1002\]`
	syscall.RawSyscall6(table[0], a, 0, 0, 0, 0, 0) // want `RawSyscall6`
	syscall.RawSyscall(trap+1, a, 0, 0)             // want `not known`
	enter := syscall.RawSyscall                     // want `not known`
	enter(syscall.SYS_GETPID, 0, 0, 0)
	syscall.RawSyscall(99999, a, 0, 0)                // want `not known`
	syscall.RawSyscall(syscall.SYS_READ, a, 0, 0)     // ok
	syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)   // ok
	syscall.RawSyscall(syscall.SYS_GETPID+1, 0, 0, 0) // ok
	syscall.Syscall(trap, a, 0, 0)                    // ok
	syscall.Getpid()                                  // ok
}
