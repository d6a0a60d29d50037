package sockets

import (
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

// TestUrgent has urgent data in the middle of other data, at which a read stops though
// there is more.
//
// Linux answers EAGAIN to a read that begins at the mark, whatever there is to read, if a
// signal waits to be delivered (tcp_recvmsg looks for one before it passes the mark), as
// it may be one of Go's own by which goroutines are preempted. Such a read waits for what
// comes after, in every Go program: with a thread that sends SIGURG to all others, a stock
// build lost 37 of 2000. So some may be lost here, and come back when they are made again.
// Were reads not tried since the last one was short, all would be.
func TestUrgent(t *testing.T) {
	const rounds = 50
	lost := 0
	for i := range rounds {
		near, far := warm(t)
		write(t, far, "before")
		control(t, far, func(fd int) error { return syscall.Sendto(fd, []byte("!"), syscall.MSG_OOB, nil) })
		write(t, far, "after")
		if i%2 == 0 {
			settle()
		}
		expect(t, near, "before")
		if !promptly(t, near, "after") {
			lost++
		}
		if lost > rounds/5 {
			t.Fatalf("of %d reads at the mark of urgent data %d waited though there was more", i+1, lost)
		}
		near.Close()
		far.Close()
	}
}

// promptly is expect for data that is there, but which a read may fail to see. It reports
// whether none waited for long.
func promptly(t *testing.T, c net.Conn, s string) bool {
	t.Helper()
	const long = 2 * time.Second
	buf := make([]byte, 4096)
	have := 0
	start := time.Now()
	for have < len(s) {
		c.SetReadDeadline(time.Now().Add(long))
		n, err := c.Read(buf[have:])
		have += n
		late := errors.Is(err, os.ErrDeadlineExceeded) && time.Since(start) < patience
		if err != nil && !late {
			t.Fatalf("read %q, then: %v; want %q", buf[:have], err, s)
		}
	}
	if string(buf[:have]) != s {
		t.Fatalf("read %q, want %q", buf[:have], s)
	}
	// Not whether there was an error: a read that was not tried is, when its time is over.
	return time.Since(start) < long
}
