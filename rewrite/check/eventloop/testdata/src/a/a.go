// Package a turns around epoll.
package a

import (
	"syscall"

	"golang.org/x/sys/unix"
)

func loops(fd int, ms int, events []unix.EpollEvent) {
	for {
		unix.EpollWait(fd, events, -1) // want `event loop around epoll_pwait \[GR1008\]`
		syscall.EpollWait(fd, nil, ms) // want `epoll_wait`
		unix.EpollWait(fd, events, 0)  // ok
		unix.Poll(nil, -1)             // ok
		func() {
			unix.EpollWait(fd, events, -1) // ok
		}()
	}
}

func ranges(fd int) {
	for range 10 {
		syscall.Syscall6(syscall.SYS_EPOLL_WAIT, 0, 0, 1, ^uintptr(0), 0, 0) // want `epoll_wait`
	}
	const enter, setup = 426, 425
	for {
		syscall.RawSyscall6(enter, 0, 1, 1, 0, 0, 0) // want `io_uring_enter`
		syscall.RawSyscall6(enter, 0, 1, 0, 0, 0, 0) // ok
	}
}

func once(fd int, events []unix.EpollEvent) {
	syscall.Syscall(425, 8, 0, 0)  // want `makes an io_uring of its own`
	unix.EpollWait(fd, events, -1) // ok
	syscall.EpollCreate1(0)        // ok
}
