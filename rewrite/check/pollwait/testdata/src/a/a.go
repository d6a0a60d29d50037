// Package a waits for descriptors by hand.
package a

import (
	"syscall"

	"golang.org/x/sys/unix"
)

func waits(fd int, fds []unix.PollFd, ms int) {
	syscall.Select(1, nil, nil, nil, nil)                                // want `Select of select, which waits \[GR1103\]`
	unix.Poll(fds, -1)                                                   // want `ppoll`
	unix.Poll(fds, ms)                                                   // want `ppoll`
	unix.EpollWait(fd, nil, ms)                                          // want `epoll_pwait`
	syscall.Syscall(syscall.SYS_POLL, 0, 0, 1000)                        // want `poll`
	syscall.Syscall6(syscall.SYS_EPOLL_WAIT, 0, 0, 1, ^uintptr(0), 0, 0) // want `epoll_wait`
	for {
		unix.Poll(fds, -1)          // want `ppoll`
		unix.EpollWait(fd, nil, -1) // ok
	}
}

func looks(fd int, fds []unix.PollFd) {
	unix.Poll(fds, 0)                                          // ok
	unix.EpollWait(fd, nil, 0)                                 // ok
	syscall.Syscall(syscall.SYS_POLL, 0, 0, 0)                 // ok
	syscall.RawSyscall(syscall.SYS_POLL, 0, 0, 1000)           // ok
	syscall.EpollCreate(1)                                     // ok
	syscall.Syscall6(syscall.SYS_EPOLL_WAIT, 0, 0, 1, 0, 0, 0) // ok
}
