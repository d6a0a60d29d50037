// Package a enters the kernel raw.
package a

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

const number = syscall.SYS_FLOCK

func waits(fd uintptr) {
	syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0)            // want `RawSyscall of read, which waits for its descriptor, and leaves the hub \[GR1105\]`
	syscall.RawSyscall(number, fd, 2, 0)                      // want `flock, which waits`
	syscall.RawSyscall6(syscall.SYS_FUTEX, fd, 0, 0, 0, 0, 0) // want `futex`
	unix.RawSyscall(unix.SYS_READ, fd, 0, 0)                  // want `unix.RawSyscall of read`
	unix.RawSyscallNoError(35, fd, 0, 0)                      // want `nanosleep`
	syscall.RawSyscall(syscall.SYS_OPEN, fd, 0, 0)            // want `open, which can wait for a disk`
	go syscall.RawSyscall(syscall.SYS_WAIT4, fd, 0, 0)        // want `wait4`
	(syscall.RawSyscall)(syscall.SYS_WAIT4, fd, 0, 0)         // want `wait4`
	syscall.RawSyscall6(syscall.SYS_FUTEX, fd, 1, 1, 0, 0, 0) // ok
	syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)           // ok
	syscall.RawSyscall(syscall.SYS_IOCTL, fd, 0x5413, 0)      // ok
	syscall.RawSyscall6(syscall.SYS_WAIT4, fd, 0, 1, 0, 0, 0) // ok
	syscall.Syscall(syscall.SYS_READ, fd, 0, 0)               // ok
	syscall.RawSyscall(fd, 0, 0, 0)                           // ok
}

var early, _, _ = syscall.RawSyscall(syscall.SYS_PAUSE, 0, 0, 0) // want `pause`

// The descriptor of a RawConn does not wait.
func rawConn(conn *net.TCPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	return raw.Read(func(fd uintptr) bool {
		syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0)  // ok
		syscall.RawSyscall(syscall.SYS_FLOCK, fd, 2, 0) // want `flock`
		return true
	})
}

//greenify:off
func off(fd uintptr) {
	func() {
		syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0) // ok
	}()
}

//greenify:offload
func offload(fd uintptr) {
	syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0) // want `read`
}
