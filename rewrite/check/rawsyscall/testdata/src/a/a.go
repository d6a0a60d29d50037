// Package a enters the kernel raw, where a green build leaves it raw.
package a

import (
	"net"
	"syscall"
	_ "unsafe"

	"golang.org/x/sys/unix"
)

// In a function that is left alone.
//
//greenify:off
func off(fd uintptr) {
	syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0)     // want `RawSyscall of read, which waits for its descriptor, left alone by //greenify:off \[GR1001\]`
	unix.RawSyscallNoError(35, fd, 0, 0)               // want `nanosleep, which waits, left alone`
	go syscall.RawSyscall(syscall.SYS_WAIT4, fd, 0, 0) // want `wait4`
	syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)    // ok
	func() {
		syscall.RawSyscall(syscall.SYS_OPEN, fd, 0, 0) // want `open, which can wait for a disk, left alone`
	}()
}

//go:nosplit
func nosplit(fd uintptr) {
	syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0) // want `read.*, in nosplit, which is marked`
	helper(fd)
}

// helper is called where the scheduler must not be met.
func helper(fd uintptr) {
	syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0) // want `read.*, in helper, which is called by nosplit, which is marked`
}

//go:norace
func norace(fd uintptr) {
	syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0) // want `read.*, in norace`
}

func forks(pipe uintptr) {
	pid, _, _ := syscall.RawSyscall6(syscall.SYS_CLONE, 17, 0, 0, 0, 0, 0) // ok
	if pid == 0 {
		syscall.RawSyscall(syscall.SYS_READ, pipe, 0, 0) // want `read.*, in forks, which forks`
		child(pipe)
	}
}

func child(pipe uintptr) {
	grandchild(pipe)
}

func grandchild(pipe uintptr) {
	syscall.RawSyscall(syscall.SYS_READ, pipe, 0, 0) // want `read.*, in grandchild, which is called by child, which forks`
}

//go:linkname beforeFork syscall.runtime_BeforeFork
func beforeFork()

func hooked(pipe uintptr) {
	beforeFork()
	syscall.RawSyscall(syscall.SYS_READ, pipe, 0, 0) // want `read.*, in hooked, which forks`
}

func every() {
	syscall.AllThreadsSyscall(syscall.SYS_PAUSE, 0, 0, 0) // want `pause, which waits, on every thread`
}

// These leave the hub.
func leaves(fd uintptr) {
	syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0)            // ok
	syscall.RawSyscall6(syscall.SYS_FUTEX, fd, 0, 0, 0, 0, 0) // ok
	unix.RawSyscall(unix.SYS_READ, fd, 0, 0)                  // ok
}

// These do not wait.
func quick(fd uintptr) {
	syscall.RawSyscall6(syscall.SYS_FUTEX, fd, 1, 1, 0, 0, 0) // ok
	syscall.RawSyscall(syscall.SYS_IOCTL, fd, 0x5413, 0)      // ok
	syscall.RawSyscall6(syscall.SYS_WAIT4, fd, 0, 1, 0, 0, 0) // ok
	syscall.Syscall(syscall.SYS_READ, fd, 0, 0)               // ok
}

// The descriptor of a RawConn does not wait.
//
//greenify:off
func rawConn(conn *net.TCPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	alive := func(fd uintptr) bool {
		syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0) // ok
		return true
	}
	if err := raw.Read(alive); err != nil {
		return err
	}
	if err := raw.Write(method); err != nil {
		return err
	}
	if err := raw.Control(both); err != nil {
		return err
	}
	both(0)
	return raw.Read(func(fd uintptr) bool {
		syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0)  // ok
		syscall.RawSyscall(syscall.SYS_FLOCK, fd, 2, 0) // want `flock`
		return true
	})
}

//greenify:off
func method(fd uintptr) bool {
	syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0) // ok
	return true
}

// both is called in another way as well.
//
//greenify:off
func both(fd uintptr) {
	syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0) // want `read`
}

// notRaw has a Read like RawConn's, but is none.
type notRaw struct{}

func (notRaw) Read(func(uintptr) bool) error { return nil }

//greenify:off
func other() {
	notRaw{}.Read(func(fd uintptr) bool {
		syscall.RawSyscall(syscall.SYS_READ, fd, 0, 0) // want `read`
		return true
	})
}
