// Command load makes requests of a server as fast as it answers, one at a time on
// each connection, and prints what it saw:
//
//	requests N        in all, warm-up included
//	measured N        while it measured
//	seconds X
//	cpu X             processor time of the server meanwhile, in seconds
//
// It is an epoll loop on raw system calls, so that it needs less of its core than the
// server of its own. It is closed loop: good for the work per request, not for latency
// under a given rate.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

var (
	addr   = flag.String("addr", "", "address of the server")
	kind   = flag.String("kind", "echo", "echo or http")
	size   = flag.Int("size", 64, "bytes of an echo")
	conns  = flag.Int("conns", 64, "connections")
	warmup = flag.Duration("warmup", 200*time.Millisecond, "time before measuring")
	length = flag.Duration("time", 2*time.Second, "time to measure for")
	pid    = flag.Int("pid", 0, "process of the server")
)

func main() {
	flag.Parse()
	runtime.LockOSThread()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// A conn is a connection with one request under way.
type conn struct {
	fd   int
	buf  []byte
	have int // of the answer, in buf
	want int // length of the answer; 0 is unknown
}

func run() error {
	request, answer := make([]byte, *size), *size
	if *kind == "http" {
		request, answer = []byte("GET / HTTP/1.1\r\nHost: bench\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n"), 0
	}
	ep, err := syscall.EpollCreate1(0)
	if err != nil {
		return err
	}
	all := make([]*conn, *conns)
	for i := range all {
		fd, err := dial(*addr)
		if err != nil {
			return err
		}
		all[i] = &conn{fd: fd, buf: make([]byte, max(64<<10, *size)), want: answer}
		ev := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(i)}
		if err := syscall.EpollCtl(ep, syscall.EPOLL_CTL_ADD, fd, &ev); err != nil {
			return err
		}
		if err := write(fd, request); err != nil {
			return err
		}
	}

	var requests, before int
	var cpu time.Duration
	begin := time.Now().Add(*warmup)
	measuring := false
	events := make([]syscall.EpollEvent, 256)
	for turn := 0; ; turn++ {
		if now := time.Now(); !measuring && now.After(begin) {
			measuring, begin, before = true, now, requests
			if cpu, err = used(*pid); err != nil {
				return err
			}
		} else if measuring && now.Sub(begin) >= *length {
			after, err := used(*pid)
			if err != nil {
				return err
			}
			fmt.Printf("requests %d\nmeasured %d\nseconds %f\ncpu %f\n", requests, requests-before, now.Sub(begin).Seconds(), (after - cpu).Seconds())
			return nil
		}
		n, err := syscall.EpollWait(ep, events, 100)
		if err != nil && err != syscall.EINTR {
			return err
		}
		for _, ev := range events[:max(n, 0)] {
			c := all[ev.Fd]
			done, err := c.read()
			if err != nil {
				return err
			}
			if done {
				requests++
				if err := write(c.fd, request); err != nil {
					return err
				}
			}
		}
	}
}

func dial(addr string) (int, error) {
	to, err := netip.ParseAddrPort(addr)
	if err != nil {
		return 0, err
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return 0, err
	}
	if err := syscall.Connect(fd, &syscall.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}); err != nil {
		return 0, err
	}
	return fd, syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1)
}

// write sends a request, which always fits into the socket's buffer: it is empty.
func write(fd int, p []byte) error {
	n, err := syscall.Write(fd, p)
	if err == nil && n != len(p) {
		err = fmt.Errorf("sent %d bytes of %d", n, len(p))
	}
	return err
}

// read takes what there is of an answer and reports whether it is complete.
func (c *conn) read() (done bool, err error) {
	n, err := syscall.Read(c.fd, c.buf[c.have:])
	if err != nil {
		return false, err
	}
	if n == 0 {
		return false, fmt.Errorf("the server closed a connection")
	}
	c.have += n
	want := c.want
	if want == 0 {
		head := bytes.Index(c.buf[:c.have], []byte("\r\n\r\n"))
		if head < 0 {
			return false, nil
		}
		if !bytes.HasPrefix(c.buf, []byte("HTTP/1.1 200 ")) {
			return false, fmt.Errorf("answer %q", c.buf[:head])
		}
		_, after, ok := bytes.Cut(c.buf[:head+2], []byte("\r\nContent-Length: "))
		if !ok {
			return false, fmt.Errorf("answer without a length: %q", c.buf[:head])
		}
		digits, _, _ := bytes.Cut(after, []byte("\r"))
		body, err := strconv.Atoi(string(digits))
		if err != nil {
			return false, err
		}
		want = head + 4 + body
	}
	if c.have > want {
		return false, fmt.Errorf("an answer of %d bytes, want %d", c.have, want)
	}
	if c.have < want {
		return false, nil
	}
	c.have = 0
	return true, nil
}
