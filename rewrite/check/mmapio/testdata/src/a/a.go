// Package a maps files.
package a

import (
	"syscall"

	"golang.org/x/sys/unix"
)

func maps(fd, flags int) {
	syscall.Mmap(fd, 0, 4096, syscall.PROT_READ, syscall.MAP_SHARED)               // want `Mmap of a file \[GR1009\]`
	unix.Mmap(fd, 0, 4096, 1, 1)                                                   // want `Mmap of a file`
	unix.Mmap(fd, 0, 4096, 1, flags)                                               // want `Mmap of a file`
	syscall.Syscall6(syscall.SYS_MMAP, 0, 4096, 1, 1, uintptr(fd), 0)              // want `Syscall6 of a file`
	unix.Syscall6(unix.SYS_MMAP, 0, 4096, 1, 1, uintptr(fd), 0)                    // want `Syscall6 of a file`
	syscall.Mmap(fd, 0, 4096, 1, syscall.MAP_PRIVATE|syscall.MAP_ANONYMOUS)        // ok
	syscall.Mmap(-1, 0, 4096, 1, flags)                                            // ok
	syscall.Syscall6(syscall.SYS_MMAP, 0, 4096, 1, 0x22, 0, 0)                     // ok
	syscall.Syscall6(syscall.SYS_MMAP, 0, 4096, 1, uintptr(flags), ^uintptr(0), 0) // ok
	syscall.Munmap(nil)                                                            // ok
	syscall.Syscall6(syscall.SYS_MREMAP, 0, 4096, 1, 0, uintptr(fd), 0)            // ok
}
