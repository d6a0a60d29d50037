// Package a waits in system calls.
package a

import (
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

func waits(fd int, p []byte, trap uintptr) {
	syscall.Flock(fd, syscall.LOCK_EX)                       // want `syscall.Flock of flock, which waits \[GR1101\]`
	syscall.Read(fd, p)                                      // want `read, which waits for its descriptor`
	syscall.Wait4(1, nil, 0, nil)                            // want `wait4`
	unix.Flock(fd, 2)                                        // want `unix.Flock of flock`
	syscall.Syscall(syscall.SYS_FSYNC, uintptr(fd), 0, 0)    // want `fsync`
	syscall.Syscall(trap, uintptr(fd), 0, 0)                 // want `not known`
	f := syscall.Fsync                                       // want `fsync`
	defer syscall.Flock(fd, 2)                               // want `flock`
	syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB)       // ok
	syscall.Wait4(1, nil, syscall.WNOHANG, nil)              // ok
	syscall.Syscall(syscall.SYS_GETPID, 0, 0, 0)             // ok
	syscall.Open("/", 0, 0)                                  // ok
	syscall.Getpid()                                         // ok
	os.ReadFile("/")                                         // ok
	unix.Poll(nil, -1)                                       // ok
	syscall.RawSyscall(syscall.SYS_FSYNC, uintptr(fd), 0, 0) // ok
	f(fd)
}

// The two ways of database drivers to see whether a connection is alive.
func alive(conn net.Conn) {
	raw, _ := conn.(syscall.Conn).SyscallConn()
	var buf [1]byte
	raw.Read(func(fd uintptr) bool {
		syscall.Read(int(fd), buf[:]) // ok
		return true
	})
	raw.Control(func(fd uintptr) {
		syscall.Recvfrom(int(fd), buf[:], syscall.MSG_PEEK) // ok
		syscall.Flock(int(fd), 2)                           // want `flock`
	})
	syscall.Recvfrom(0, buf[:], syscall.MSG_DONTWAIT) // ok
}

// Helpers of a callback, as in golang.org/x/net/internal/socket.
func helped(raw syscall.RawConn) {
	fn := func(fd uintptr) bool {
		return receive(fd) > 0 && shared(fd)
	}
	raw.Read(fn)
	shared(3)
}

func receive(fd uintptr) int {
	n, _, _ := syscall.Syscall6(syscall.SYS_RECVMSG, fd, 0, 0, 0, 0, 0) // ok
	return int(n) + deeper(int(fd))
}

func deeper(fd int) int {
	n, _ := syscall.Read(fd, nil) // ok
	return n
}

func shared(fd uintptr) bool {
	syscall.Read(int(fd), nil) // want `read`
	return true
}

// Method values in a field.
type bound struct {
	f func(uintptr) bool
}

func newBound() *bound {
	b := new(bound)
	b.f = b.wait
	return b
}

func (b *bound) wait(fd uintptr) bool {
	syscall.Read(int(fd), nil) // ok
	return true
}

func (b *bound) Exported(fd uintptr) bool {
	syscall.Read(int(fd), nil) // want `read`
	return true
}

func useBound(b *bound, raw syscall.RawConn) { raw.Read(b.f) }
