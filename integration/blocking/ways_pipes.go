package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
	"unsafe"
)

// Descriptors that block, and whose other end is in this process: a goroutine that
// waits for as long as the call is to last. If the call kept it from running, nothing
// would ever end it.

func init() {
	add(
		&way{name: "pipe", does: "syscall.Read of a pipe", least: least, setup: pipe},
		&way{name: "tty", does: "syscall.Read of a terminal", least: least, setup: tty},
		&way{name: "tty-file", does: "os.File.Read of a terminal", least: least, setup: ttyFile},
		&way{name: "fifo", does: "os.OpenFile of a named pipe, no reader", least: least, setup: fifo},
		&way{name: "connect", does: "syscall.Connect, the backlog is full", least: least, setup: connect},
	)
}

// later runs f when the call should end.
func later(f func() error) {
	go func() {
		time.Sleep(lasting)
		if err := f(); err != nil {
			panic(err) // the call would never end
		}
	}()
}

func pipe(b *bed) (func() error, error) {
	var fds [2]int
	if err := syscall.Pipe2(fds[:], syscall.O_CLOEXEC); err != nil {
		return nil, err
	}
	b.atEnd(func() {
		syscall.Close(fds[0])
		syscall.Close(fds[1])
	})
	return func() error {
		later(func() error {
			_, err := syscall.Write(fds[1], []byte("x"))
			return err
		})
		return again(func() error {
			_, err := syscall.Read(fds[0], make([]byte, 1))
			return err
		})
	}, nil
}

// tty reads from a terminal that was opened as programs do that know nothing of a
// poller.
func tty(b *bed) (func() error, error) {
	master, name, err := openTerminal(b)
	if err != nil {
		return nil, err
	}
	fd, err := syscall.Open(name, syscall.O_RDWR|syscall.O_NOCTTY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	b.atEnd(func() { syscall.Close(fd) })
	return func() error {
		later(func() error {
			_, err := master.Write([]byte("x\n"))
			return err
		})
		return again(func() error {
			_, err := syscall.Read(fd, make([]byte, 8))
			return err
		})
	}, nil
}

// ttyFile reads from a terminal that was handed down as a standard stream is.
// Package os makes no poller of such a descriptor.
func ttyFile(b *bed) (func() error, error) {
	master, name, err := openTerminal(b)
	if err != nil {
		return nil, err
	}
	fd, err := syscall.Open(name, syscall.O_RDWR|syscall.O_NOCTTY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	f := os.NewFile(uintptr(fd), name)
	b.closing(f)
	return func() error {
		later(func() error {
			_, err := master.Write([]byte("x\n"))
			return err
		})
		_, err := f.Read(make([]byte, 8))
		return err
	}, nil
}

// openTerminal makes a pair of pseudo-terminals and returns the master and the
// other one's name.
func openTerminal(b *bed) (*os.File, string, error) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", errForbidden, err)
	}
	b.closing(master)
	var n, unlock uint32
	for _, c := range []struct {
		req uintptr
		arg *uint32
	}{{syscall.TIOCGPTN, &n}, {syscall.TIOCSPTLCK, &unlock}} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), c.req, uintptr(unsafe.Pointer(c.arg))); errno != 0 {
			return nil, "", errno
		}
	}
	return master, fmt.Sprintf("/dev/pts/%d", n), nil
}

// fifo opens a named pipe for writing, which waits for a reader.
func fifo(b *bed) (func() error, error) {
	name := filepath.Join(b.dir, "fifo")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		return nil, err
	}
	return func() error {
		later(func() error {
			// With O_NONBLOCK, as this one must not wait in its turn.
			fd, err := syscall.Open(name, syscall.O_RDONLY|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
			if err != nil {
				return err
			}
			time.Sleep(tick)
			return syscall.Close(fd)
		})
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return f.Close()
	}, nil
}

// connect connects to a socket whose queue is full until somebody accepts.
func connect(b *bed) (func() error, error) {
	socket := func() (int, error) {
		fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
		if err == nil {
			b.atEnd(func() { syscall.Close(fd) })
		}
		return fd, err
	}
	server, err := socket()
	if err != nil {
		return nil, err
	}
	// The kernel chooses a name outside of the file system, where it might be too long.
	if err := syscall.Bind(server, &syscall.SockaddrUnix{}); err != nil {
		return nil, err
	}
	addr, err := syscall.Getsockname(server)
	if err != nil {
		return nil, err
	}
	if err := syscall.Listen(server, 0); err != nil {
		return nil, err
	}
	first, err := socket() // a backlog of 0 has room for one
	if err != nil {
		return nil, err
	}
	if err := syscall.Connect(first, addr); err != nil {
		return nil, err
	}
	return func() error {
		fd, err := socket()
		if err != nil {
			return err
		}
		later(func() error {
			accepted, _, err := syscall.Accept(server)
			if err != nil {
				return err
			}
			return syscall.Close(accepted)
		})
		return again(func() error { return syscall.Connect(fd, addr) })
	}, nil
}
