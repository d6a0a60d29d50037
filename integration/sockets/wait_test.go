package sockets

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// How tests know that something has come about: they look, until it has. Nothing is
// taken for done since some time is over.

// patience is for how long they look, and wait, for what must come about. On a machine that is
// full of other work it may take its time, so this is long, but less than go test's ten minutes,
// after which nothing is said of what was waited for.
const patience = 5 * time.Minute

// until calls ok until it is true.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for start := time.Now(); !ok(); {
		if time.Since(start) > patience {
			t.Fatalf("waited in vain for %s", what)
		}
		runtime.Gosched()
	}
}

// A call is a call that waits, in a goroutine of its own.
type call struct{ done chan error }

// calls starts f, in a goroutine that is locked to a thread if locked says so.
func calls(locked bool, f func() error) *call {
	c := &call{make(chan error, 1)}
	go c.waitsHere(locked, f)
	return c
}

// waitsHere is looked for in stacks.
//
//go:noinline
func (c *call) waitsHere(locked bool, f func() error) {
	if locked {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
	}
	c.done <- f()
}

// ends returns what the call returned.
func (c *call) ends(t testing.TB) error {
	t.Helper()
	select {
	case err := <-c.done:
		return err
	case <-time.After(patience):
		t.Fatalf("the call does not end:\n%s", stacks())
		return nil
	}
}

// waiting waits until n calls wait, in the poller or for one another.
func waiting(t testing.TB, n int) {
	t.Helper()
	until(t, fmt.Sprintf("%d calls that wait", n), func() bool {
		count := 0
		for g := range bytes.SplitSeq(stacks(), []byte("\n\n")) {
			state, _, _ := bytes.Cut(g, []byte("\n"))
			if bytes.Contains(g, []byte(".waitsHere(")) &&
				(bytes.Contains(state, []byte("[IO wait")) || bytes.Contains(state, []byte("[semacquire"))) {
				count++
			}
		}
		return count == n
	})
}

func stacks() []byte {
	buf := make([]byte, 1<<20)
	return buf[:runtime.Stack(buf, true)]
}

// number returns a descriptor's number. It is good until the descriptor is closed, and what
// is done with it is done behind package net's back.
func number(t testing.TB, c any) (n int) {
	t.Helper()
	raw, err := c.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Control(func(fd uintptr) { n = int(fd) }); err != nil {
		t.Fatal(err)
	}
	return n
}

// arrived waits until the socket has n bytes to read.
func arrived(t testing.TB, fd, n int) {
	t.Helper()
	until(t, fmt.Sprintf("%d bytes in socket %d", n, fd), func() bool {
		var queued int32
		_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), fionread, uintptr(unsafe.Pointer(&queued)))
		if errno != 0 {
			t.Fatal(errno)
		}
		return int(queued) == n
	})
}

// delivered waits until the other end of a TCP connection has in its socket what was written to c:
// it has acknowledged that. For those who must not touch the other end.
func delivered(t testing.TB, c *net.TCPConn) {
	t.Helper()
	fd := number(t, c)
	until(t, "what was written to be acknowledged", func() bool {
		var queued int32
		_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), siocoutq, uintptr(unsafe.Pointer(&queued)))
		if errno != 0 {
			t.Fatal(errno)
		}
		return queued == 0
	})
}

// queued returns how much memory is taken by what a socket has to read: it grows with each
// message, be it empty.
func queued(t testing.TB, fd int) uint32 {
	t.Helper()
	var info [9]uint32 // SK_MEMINFO_VARS
	size := uint32(unsafe.Sizeof(info))
	_, _, errno := syscall.Syscall6(syscall.SYS_GETSOCKOPT, uintptr(fd), syscall.SOL_SOCKET, soMeminfo,
		uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)), 0)
	if errno != 0 {
		t.Fatal(errno)
	}
	return info[0]
}

// polled waits until poll(2) says one of the events of the descriptor.
func polled(t testing.TB, fd int, events int16) {
	t.Helper()
	until(t, fmt.Sprintf("events %#x of socket %d", events, fd), func() bool {
		p := struct {
			fd              int32
			events, revents int16
		}{int32(fd), events, 0}
		_, _, errno := syscall.Syscall(syscall.SYS_POLL, uintptr(unsafe.Pointer(&p)), 1, 0)
		if errno != 0 && errno != syscall.EINTR {
			t.Fatal(errno)
		}
		return p.revents&events != 0
	})
}

// From the kernel's ioctls.h, sockios.h, socket.h and poll.h.
const (
	fionread  = 0x541b
	siocoutq  = 0x5411
	soMeminfo = 55
	pollIn    = 0x1
	pollErr   = 0x8
	pollHup   = 0x10
	pollRdhup = 0x2000
)

// Some tests need another process, which is this binary once more.

const childVar = "SOCKETS_TEST_CHILD"

// children are what the binary can be instead of tests.
var children = map[string]func() error{}

func TestMain(m *testing.M) {
	if f := children[os.Getenv(childVar)]; f != nil {
		if err := f(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child returns a command that runs the child of that name.
func child(name string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), childVar+"="+name)
	cmd.Stderr = os.Stderr
	return cmd
}

// isEnd reports whether a read's error is the orderly end.
func isEnd(err error) bool { return errors.Is(err, io.EOF) }
