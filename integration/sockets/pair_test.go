package sockets

import (
	"context"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

// pair returns the two ends of a TCP connection. Nothing waits for ever on them.
func pair(t *testing.T) (near, far *net.TCPConn) {
	t.Helper()
	return pairOf(t, &net.ListenConfig{})
}

func pairOf(t *testing.T, lc *net.ListenConfig) (accepted, dialled *net.TCPConn) {
	t.Helper()
	l, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	a, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close(); d.Close() })
	for _, c := range []net.Conn{a, d} {
		c.SetDeadline(time.Now().Add(patience))
	}
	return a.(*net.TCPConn), d.(*net.TCPConn)
}

// unixPair returns the two ends of a connection of a unix socket.
func unixPair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	var ends [2]net.Conn
	for i, fd := range fds {
		f := os.NewFile(uintptr(fd), "socketpair")
		ends[i], err = net.FileConn(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ends[i].Close() })
		ends[i].SetDeadline(time.Now().Add(patience))
	}
	return ends[0], ends[1]
}

// warm returns a connection whose near end has been emptied by short reads.
func warm(t *testing.T) (near, far *net.TCPConn) {
	t.Helper()
	near, far = pair(t)
	for range 3 {
		write(t, far, "warm")
		expect(t, near, "warm")
	}
	return near, far
}

func write(t *testing.T, c net.Conn, s string) {
	t.Helper()
	if _, err := io.WriteString(c, s); err != nil {
		t.Fatal(err)
	}
}

// expect reads as many bytes as s has, by reads that could return more.
func expect(t *testing.T, c net.Conn, s string) {
	t.Helper()
	buf := make([]byte, 4096)
	have := 0
	for have < len(s) {
		n, err := c.Read(buf[have:])
		have += n
		if err != nil {
			t.Fatalf("read %q, then: %v; want %q", buf[:have], err, s)
		}
	}
	if string(buf[:have]) != s {
		t.Fatalf("read %q, want %q", buf[:have], s)
	}
}

func expectEOF(t *testing.T, c net.Conn) {
	t.Helper()
	if n, err := c.Read(make([]byte, 16)); n != 0 || err != io.EOF {
		t.Fatalf("read %d bytes, %v, want EOF", n, err)
	}
}

// settle lets what was sent arrive, and the poller hear of it.
func settle() { time.Sleep(5 * time.Millisecond) }

// control calls f with the connection's descriptor.
func control(t *testing.T, c syscall.Conn, f func(fd int) error) {
	t.Helper()
	raw, err := c.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var inner error
	if err := raw.Control(func(fd uintptr) { inner = f(int(fd)) }); err != nil || inner != nil {
		t.Fatal(err, inner)
	}
}

func lowat(n int) func(fd int) error {
	return func(fd int) error { return syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_RCVLOWAT, n) }
}
