package sockets

import (
	"errors"
	"net"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"
)

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
