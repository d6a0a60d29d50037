package sockets

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
)

// What comes to a socket together with data makes no event of its own.

func TestDataWithFIN(t *testing.T) {
	for i := range 300 {
		near, far := warm(t)
		write(t, far, "last")
		if i%2 == 0 {
			far.Close()
		} else {
			far.CloseWrite()
		}
		if i%3 == 0 {
			settle()
		}
		expect(t, near, "last")
		expectEOF(t, near)
		expectEOF(t, near)
		near.Close()
		far.Close()
	}
}

func TestFINAfterData(t *testing.T) {
	for range 300 {
		near, far := warm(t)
		done := make(chan error, 1)
		go func() {
			_, err := io.Copy(io.Discard, near)
			done <- err
		}()
		write(t, far, "last")
		far.Close()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		near.Close()
	}
}

func TestReset(t *testing.T) {
	for i := range 100 {
		near, far := warm(t)
		far.SetLinger(0)
		if i%2 == 0 {
			far.Close()
		} else {
			time.AfterFunc(time.Millisecond, func() { far.Close() })
		}
		if _, err := near.Read(make([]byte, 16)); !errors.Is(err, syscall.ECONNRESET) {
			t.Fatalf("read from a connection that was reset: %v", err)
		}
		near.Close()
	}
}

// TestUrgent has urgent data in the middle of other data, at which a read stops though
// there is more.
func TestUrgent(t *testing.T) {
	for i := range 50 {
		near, far := warm(t)
		write(t, far, "before")
		control(t, far, func(fd int) error { return syscall.Sendto(fd, []byte("!"), syscall.MSG_OOB, nil) })
		write(t, far, "after")
		if i%2 == 0 {
			settle()
		}
		expect(t, near, "before")
		expect(t, near, "after")
		near.Close()
		far.Close()
	}
}

// With SO_RCVLOWAT the kernel announces less than there is to read. So what is written has to
// be there before the read begins, in stock Go as well.

func TestLowWater(t *testing.T) {
	near, far := warm(t)
	control(t, near, lowat(100))
	for range 5 {
		write(t, far, "little")
		delivered(t, far)
		expect(t, near, "little")
	}
}

func TestInheritedLowWater(t *testing.T) {
	near, far := pairOf(t, &net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var inner error
		err := c.Control(func(fd uintptr) { inner = lowat(100)(int(fd)) })
		return errors.Join(err, inner)
	}})
	for range 5 {
		write(t, far, "little")
		delivered(t, far)
		expect(t, near, "little")
	}
}

// TestLowWaterOfOthers sets the mark through a copy of the descriptor.
func TestLowWaterOfOthers(t *testing.T) {
	near, far := warm(t)
	f, err := near.File()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	control(t, f, lowat(100))
	for range 5 {
		write(t, far, "little")
		delivered(t, far)
		expect(t, near, "little")
	}
}

// Others who read the same socket.

func TestPeek(t *testing.T) {
	near, far := warm(t)
	raw, err := near.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		write(t, far, "peeked")
		settle()
		//gevent:socket.wait
		if err := raw.Read(func(fd uintptr) bool {
			n, _, err := syscall.Recvfrom(int(fd), make([]byte, 3), syscall.MSG_PEEK)
			return n == 3 || err != syscall.EAGAIN
		}); err != nil {
			t.Fatal(err)
		}
		expect(t, near, "peeked")
		// As connection pools look whether a connection is alive.
		if err := raw.Read(func(fd uintptr) bool {
			if n, err := syscall.Read(int(fd), make([]byte, 1)); err != syscall.EAGAIN {
				t.Errorf("there is more: %d bytes, %v", n, err)
			}
			return true
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSplice(t *testing.T) {
	near, far := warm(t)
	out, in := pair(t)
	for range 20 {
		write(t, far, "splicedread")
		settle()
		if n, err := io.CopyN(in, near, 7); n != 7 || err != nil {
			t.Fatal(n, err)
		}
		expect(t, out, "spliced")
		expect(t, near, "read")
	}
}

func TestFile(t *testing.T) {
	near, far := warm(t)
	f, err := near.File()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 20 {
		write(t, far, "filenear")
		settle()
		//gevent:socket.dup
		if _, err := io.ReadFull(f, make([]byte, 4)); err != nil {
			t.Fatal(err)
		}
		expect(t, near, "near")
	}
}

func TestFileConn(t *testing.T) {
	near, far := warm(t)
	f, err := near.File()
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.FileConn(f)
	f.Close()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	for range 20 {
		write(t, far, "a")
		expect(t, near, "a")
		write(t, far, "b")
		expect(t, c, "b")
	}
}

func TestTwoReaders(t *testing.T) {
	near, far := warm(t)
	const total = 20_000
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for i := range 2 {
		wg.Go(func() {
			if i == 1 {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
			}
			buf := make([]byte, 64)
			for {
				n, err := near.Read(buf)
				mu.Lock()
				sum += n
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	for range total / 10 {
		write(t, far, "0123456789")
	}
	far.Close()
	wg.Wait()
	//gevent:hubwait.one
	if sum != total {
		t.Errorf("two readers got %d bytes, want %d", sum, total)
	}
}

// Deadlines and Close end a wait, whoever calls them.

func TestDeadlines(t *testing.T) {
	near, far := warm(t)
	buf := make([]byte, 16)
	timeout := func(when time.Duration) {
		t.Helper()
		near.SetReadDeadline(time.Now().Add(when))
		if n, err := near.Read(buf); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("read %d bytes, %v, want a timeout", n, err)
		}
	}
	for range 20 {
		timeout(-time.Second)
		timeout(time.Millisecond)
		//gevent:socket.timeout
		timeout(time.Microsecond)
		write(t, far, "data")
		settle()
		//gevent:socket.zero
		timeout(-time.Second) // comes before data
		near.SetReadDeadline(time.Time{})
		expect(t, near, "data")
	}
}

// TestDataBeforeDeadline has data in the socket when the read begins, and so many other
// goroutines ready that the deadline is over before their turns are.
//
// The deadline must be shorter than the time between two looks at the poller, so some
// reads begin when it is over, more of them on a busy machine. How many is learnt from a
// unix socket, which is always read first.
func TestDataBeforeDeadline(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // nobody else looks after timers
	near, far := pair(t)
	unixNear, unixFar := unixPair(t)
	fd, unixFD := number(t, near), number(t, unixNear)
	warmUp(t, near, far)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					runtime.Gosched()
				}
			}
		})
	}
	defer wg.Wait()
	defer close(stop)
	late := func(near, far net.Conn, fd int) bool {
		write(t, far, "early")
		arrived(t, fd, len("early"))
		near.SetReadDeadline(time.Now().Add(5 * time.Microsecond))
		_, err := near.Read(make([]byte, 16))
		if err == nil {
			return false
		}
		near.SetReadDeadline(time.Now().Add(patience))
		expect(t, near, "early")
		return true
	}
	const reads = 3000
	tcp, unix := 0, 0
	for range reads {
		if late(near, far, fd) {
			tcp++
		}
		if late(unixNear, unixFar, unixFD) {
			unix++
		}
		runtime.Gosched()
	}
	t.Logf("of %d reads with data there timed out: %d of TCP, %d of unix", reads, tcp, unix)
	if tcp > 2*unix+reads/40 {
		t.Errorf("of %d reads with data there %d timed out; %d would have anyway", reads, tcp, unix)
	}
}

func TestDeadlineFromOutside(t *testing.T) {
	for i := range 200 {
		near, far := warm(t)
		done := make(chan error)
		go func() {
			_, err := near.Read(make([]byte, 16))
			done <- err
		}()
		if i%2 == 0 {
			runtime.Gosched()
		}
		outside(i, func() { near.SetReadDeadline(time.Unix(1, 0)) })
		//gevent:socket.wait
		if err := <-done; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("read: %v, want a timeout", err)
		}
		near.SetReadDeadline(time.Now().Add(patience))
		write(t, far, "on")
		expect(t, near, "on")
		near.Close()
		far.Close()
	}
}

func TestClose(t *testing.T) {
	for i := range 200 {
		near, _ := warm(t)
		done := make(chan error)
		go func() {
			_, err := near.Read(make([]byte, 16))
			done <- err
		}()
		if i%2 == 0 {
			runtime.Gosched()
		}
		outside(i, func() { near.Close() })
		//gevent:socket.close
		//gevent:hubwait.cancel
		if err := <-done; !errors.Is(err, net.ErrClosed) {
			t.Fatalf("read: %v, want %v", err, net.ErrClosed)
		}
	}
}

// outside calls f from a goroutine, every third time one with a thread of its own.
func outside(i int, f func()) {
	go func() {
		if i%3 == 0 {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
		}
		f()
	}()
}

// TestNumberReuse closes connections while data is on the way and opens others, which
// get their descriptors.
func TestNumberReuse(t *testing.T) {
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				io.Copy(c, c)
				c.Close()
			}()
		}
	}()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 200 {
				c, err := net.Dial("tcp", l.Addr().String())
				if err != nil {
					t.Error(err)
					return
				}
				c.SetDeadline(time.Now().Add(patience))
				buf := make([]byte, 64)
				for range 3 + i%3 {
					io.WriteString(c, "ping")
					if n, err := c.Read(buf); string(buf[:n]) != "ping" {
						t.Errorf("read %q, %v", buf[:n], err)
					}
				}
				if i%2 == 0 {
					io.WriteString(c, "on the way")
				}
				c.Close()
			}
		})
	}
	wg.Wait()
}
