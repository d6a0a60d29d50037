// Command rawconn makes a raw call on a descriptor that cannot wait.
package main

import (
	"net"
	"syscall"
	"time"
	"unsafe"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetReadDeadline(time.Now().Add(measure.Lasting))
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		return err
	}
	var p [1]byte
	raw.Read(func(fd uintptr) bool {
		_, _, errno := syscall.RawSyscall(syscall.SYS_READ, fd, uintptr(unsafe.Pointer(&p)), 1)
		return errno != syscall.EAGAIN // RawConn waits, until the deadline
	})
	return nil
}
