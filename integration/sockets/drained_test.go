package sockets

import (
	"context"
	"errors"
	"io"
	"net"
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
