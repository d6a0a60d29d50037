// Package unix stands in for the one of golang.org/x/sys.
package unix

import "syscall"

type (
	EpollEvent struct{ Fd int32 }
	PollFd     struct{ Fd int32 }
)

const (
	SYS_READ       = 0
	SYS_MMAP       = 9
	SYS_GETPID     = 39
	SYS_EPOLL_WAIT = 232
	SYS_FUTEX      = 202
)

func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err syscall.Errno)
func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err syscall.Errno)
func RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err syscall.Errno)
func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err syscall.Errno)
func RawSyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr)

func EpollWait(epfd int, events []EpollEvent, msec int) (int, error)     { return 0, nil }
func Poll(fds []PollFd, timeout int) (int, error)                        { return 0, nil }
func Mmap(fd int, offset int64, length, prot, flags int) ([]byte, error) { return nil, nil }
func Flock(fd, how int) error                                            { return nil }
func Getpid() int                                                        { return 0 }
func Read(fd int, p []byte) (int, error)                                 { return 0, nil }
