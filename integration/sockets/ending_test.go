package sockets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Whatever waits for a socket or a pipe is ended by Close and by deadlines, whether the
// one that waits or the one that ends it is a greenlet or a thread's own goroutine.

// An end is what somebody waits on.
type end interface {
	io.Closer
	SetDeadline(time.Time) error
}

// waits are the calls that wait. Each makes its sockets and returns the call and what
// it waits on. The call can be made again.
var waits = []struct {
	name string
	make func(t *testing.T) (func() error, end)
}{
	{"read tcp", func(t *testing.T) (func() error, end) { c, _ := ends(t, "tcp"); return reads(c), c }},
	{"read tcp emptied", func(t *testing.T) (func() error, end) { c, _ := warm(t); return reads(c), c }},
	{"read unix", func(t *testing.T) (func() error, end) { c, _ := ends(t, "unix"); return reads(c), c }},
	{"read unixpacket", func(t *testing.T) (func() error, end) { c, _ := ends(t, "unixpacket"); return reads(c), c }},
	{"read udp", func(t *testing.T) (func() error, end) { c, _ := ends(t, "udp"); return reads(c), c }},
	{"read unixgram", func(t *testing.T) (func() error, end) { c, _ := ends(t, "unixgram"); return reads(c), c }},
	{"read file of tcp", func(t *testing.T) (func() error, end) {
		c, _ := warm(t)
		f, err := c.File()
		if err != nil {
			t.Fatal(err)
		}
		return reads(f), f
	}},
	{"read pipe", func(t *testing.T) (func() error, end) { r, _ := pipe(t); return reads(r), r }},
	{"write tcp", func(t *testing.T) (func() error, end) { c, _ := ends(t, "tcp"); return writes(c), c }},
	{"write unix", func(t *testing.T) (func() error, end) { c, _ := ends(t, "unix"); return writes(c), c }},
	{"write unixpacket", func(t *testing.T) (func() error, end) { c, _ := ends(t, "unixpacket"); return writes(c), c }},
	{"write unixgram", func(t *testing.T) (func() error, end) { c, _ := ends(t, "unixgram"); return writes(c), c }},
	{"write pipe", func(t *testing.T) (func() error, end) { _, w := pipe(t); return writes(w), w }},
	{"accept tcp", func(t *testing.T) (func() error, end) { l := listen(t, "tcp").(*net.TCPListener); return accepts(l), l }},
	{"accept unix", func(t *testing.T) (func() error, end) {
		l := listen(t, "unix").(*net.UnixListener)
		return accepts(l), l
	}},
	{"receive from udp", func(t *testing.T) (func() error, end) {
		c, _ := ends(t, "udp")
		return func() error { _, _, err := c.(*net.UDPConn).ReadFrom(make([]byte, 16)); return err }, c
	}},
	{"receive message", func(t *testing.T) (func() error, end) {
		c, _ := ends(t, "unix")
		return func() error {
			_, _, _, _, err := c.(*net.UnixConn).ReadMsgUnix(make([]byte, 16), make([]byte, 16))
			return err
		}, c
	}},
	{"splice", func(t *testing.T) (func() error, end) {
		c, _ := warm(t)
		to, _ := pair(t)
		return func() error { _, err := to.ReadFrom(c); return err }, c
	}},
	{"raw read", func(t *testing.T) (func() error, end) {
		c, _ := warm(t)
		raw, err := c.SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		return func() error { return raw.Read(func(uintptr) bool { return false }) }, c
	}},
}

func reads(r io.Reader) func() error {
	return func() error { _, err := r.Read(make([]byte, 16)); return err }
}

func writes(w io.Writer) func() error {
	return func() error {
		for {
			if _, err := w.Write(make([]byte, 1<<12)); err != nil {
				return err
			}
		}
	}
}

func accepts(l net.Listener) func() error {
	return func() error { _, err := l.Accept(); return err }
}

// enders are what ends a wait, and with which error.
var enders = []struct {
	name string
	end  func(end)
	err  error
}{
	{"Close", func(e end) { e.Close() }, net.ErrClosed},
	{"deadline in the past", func(e end) { e.SetDeadline(time.Unix(1, 0)) }, os.ErrDeadlineExceeded},
	{"deadline soon", func(e end) { e.SetDeadline(time.Now().Add(time.Millisecond)) }, os.ErrDeadlineExceeded},
	{"deadlines of many", func(e end) {
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for j := range 10 {
					e.SetDeadline(time.Now().Add(time.Duration(1+(i+j)%3) * time.Hour))
				}
			})
		}
		wg.Wait()
		e.SetDeadline(time.Now())
	}, os.ErrDeadlineExceeded},
}

func TestEnding(t *testing.T) {
	for _, w := range waits {
		for _, by := range enders {
			t.Run(w.name+"/"+by.name, func(t *testing.T) {
				for i := range 4 {
					f, e := w.make(t)
					c := calls(i&1 != 0, f)
					waiting(t, 1)
					ender := calls(i&2 != 0, func() error { by.end(e); return nil })
					if err := c.ends(t); !is(err, by.err) {
						t.Fatalf("%v, want %v", err, by.err)
					}
					if err := ender.ends(t); err != nil {
						t.Fatal(err)
					}
					// A deadline ends what comes later, too, until it is moved. Closed is closed.
					if err := f(); !is(err, by.err) {
						t.Fatalf("then: %v, want %v", err, by.err)
					}
					if by.err == net.ErrClosed {
						continue
					}
					e.SetDeadline(time.Time{})
					c = calls(i&1 != 0, f)
					waiting(t, 1)
					e.Close()
					if err := c.ends(t); !is(err, net.ErrClosed) {
						t.Fatalf("at last: %v, want %v", err, net.ErrClosed)
					}
				}
			})
		}
	}
}

// is is errors.Is, where a file that is closed is a connection that is.
func is(err, target error) bool {
	return errors.Is(err, target) || target == net.ErrClosed && errors.Is(err, os.ErrClosed)
}

// TestEndingDial ends dials that nobody answers.
func TestEndingDial(t *testing.T) {
	addr := silent(t)
	for _, tt := range []struct {
		name string
		dial func(context.Context) error
		err  error
	}{
		{"cancel", func(ctx context.Context) error {
			_, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
			return err
		}, context.Canceled},
		{"timeout", func(context.Context) error {
			_, err := (&net.Dialer{Timeout: time.Millisecond}).Dial("tcp", addr)
			return err
		}, os.ErrDeadlineExceeded},
		{"deadline in the past", func(context.Context) error {
			_, err := (&net.Dialer{Deadline: time.Unix(1, 0)}).Dial("tcp", addr)
			return err
		}, os.ErrDeadlineExceeded},
		{"deadline of the context", func(ctx context.Context) error {
			ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
			defer cancel()
			_, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
			return err
		}, os.ErrDeadlineExceeded},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for i := range 4 {
				ctx, cancel := context.WithCancel(context.Background())
				c := calls(i&1 != 0, func() error { return tt.dial(ctx) })
				if tt.err == context.Canceled {
					waiting(t, 1)
					calls(i&2 != 0, func() error { cancel(); return nil }).ends(t)
				}
				err := c.ends(t)
				cancel()
				var timeout net.Error
				if tt.err == context.Canceled && !errors.Is(err, context.Canceled) && err.(*net.OpError).Err.Error() != "operation was canceled" ||
					tt.err != context.Canceled && (!errors.As(err, &timeout) || !timeout.Timeout()) {
					t.Fatalf("%v, want %v", err, tt.err)
				}
			}
		})
	}
}

// silent returns the address of a listener that has no room for another connection.
func silent(t *testing.T) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := errors.Join(syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), syscall.Listen(fd, 0)); err != nil {
		t.Fatal(err)
	}
	sa, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	addr := fmt.Sprint("127.0.0.1:", sa.(*syscall.SockaddrInet4).Port)
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	polled(t, fd, pollIn)
	return addr
}

// TestHalfClose closes each direction of a stream, and uses the other.
func TestHalfClose(t *testing.T) {
	for _, network := range []string{"tcp", "unix"} {
		t.Run(network, func(t *testing.T) {
			for i := range 20 {
				near, far := ends(t, network)
				type half interface {
					CloseRead() error
					CloseWrite() error
				}
				for range 3 {
					write(t, far, "warm")
					expect(t, near, "warm")
				}
				c := calls(i%2 == 0, reads(near))
				if i%4 < 2 {
					waiting(t, 1)
				}
				if err := far.(half).CloseWrite(); err != nil {
					t.Fatal(err)
				}
				if err := c.ends(t); !isEnd(err) {
					t.Fatal(err)
				}
				expectEOF(t, near)
				for range 3 {
					write(t, near, "still")
					expect(t, far, "still")
				}
				if _, err := far.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
					t.Fatalf("write after CloseWrite: %v", err)
				}
				// The direction that is left, from the reader's side.
				c = calls(i%2 != 0, reads(far))
				if i%4 < 2 {
					waiting(t, 1)
				}
				if err := far.(half).CloseRead(); err != nil {
					t.Fatal(err)
				}
				if err := c.ends(t); !isEnd(err) {
					t.Fatal(err)
				}
				expectEOF(t, far)
				near.Close()
				far.Close()
			}
		})
	}
}

// ends returns the two ends of a connection, of which nothing waits for ever.
func ends(t *testing.T, network string) (near, far net.Conn) {
	t.Helper()
	switch network {
	case "tcp":
		near, far = pair(t)
	case "unix", "unixpacket":
		l := listen(t, network)
		accepted := calls(false, func() (err error) { near, err = l.Accept(); return err })
		var err error
		if far, err = net.Dial(network, l.Addr().String()); err != nil {
			t.Fatal(err)
		}
		if err := accepted.ends(t); err != nil {
			t.Fatal(err)
		}
		l.Close()
	case "udp":
		near, far = udpPair(t)
	case "unixgram":
		fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		near, far = fileConn(t, fds[0]), fileConn(t, fds[1])
	default:
		t.Fatalf("no network %q", network)
	}
	t.Cleanup(func() { near.Close(); far.Close() })
	for _, c := range []net.Conn{near, far} {
		c.SetDeadline(time.Now().Add(patience))
	}
	return near, far
}

// udpPair returns two sockets that are connected to each other. Package net can do that only
// with a port that is nobody's for a moment, and may be somebody else's then.
func udpPair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	var fds [2]int
	var addrs [2]syscall.Sockaddr
	for i := range fds {
		fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
			t.Fatal(err)
		}
		if addrs[i], err = syscall.Getsockname(fd); err != nil {
			t.Fatal(err)
		}
		fds[i] = fd
	}
	for i, fd := range fds {
		if err := syscall.Connect(fd, addrs[1-i]); err != nil {
			t.Fatal(err)
		}
	}
	return fileConn(t, fds[0]), fileConn(t, fds[1])
}

// narrow has the sockets hold little of what goes from far to near, however large the kernel
// would make their buffers, which depends on its settings: more waits for the reader.
func narrow(t *testing.T, near, far net.Conn) {
	t.Helper()
	const little = 1 << 20 // or less, by net.core.rmem_max and wmem_max
	if err := errors.Join(near.(interface{ SetReadBuffer(int) error }).SetReadBuffer(little),
		far.(interface{ SetWriteBuffer(int) error }).SetWriteBuffer(little)); err != nil {
		t.Fatal(err)
	}
}

func fileConn(t *testing.T, fd int) net.Conn {
	t.Helper()
	f := os.NewFile(uintptr(fd), "socket")
	defer f.Close()
	c, err := net.FileConn(f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func listen(t *testing.T, network string) net.Listener {
	t.Helper()
	address := "127.0.0.1:0"
	if network != "tcp" {
		address = "" // the kernel chooses a name outside of the file system, where names may get too long
	}
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return r, w
}

// pattern returns n bytes, none of which is where another might be.
func pattern(n int) []byte {
	var b bytes.Buffer
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "%d,", i)
	}
	return b.Bytes()[:n]
}
