package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"
)

// A conn is a connection with at most one request under way.
type conn struct {
	fd   int
	rw   io.ReadWriter // the socket, or TLS on it
	buf  []byte
	have int       // of the answer, in buf
	due  time.Time // when the request was to be sent, in an open loop
}

// dial connects from the address from, or from any if that is zero, and shakes hands.
func dial(addr, kind string, from netip.Addr, buf []byte) (*conn, error) {
	to, err := netip.ParseAddrPort(addr)
	if err != nil {
		return nil, err
	}
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	if from.IsValid() {
		if err := bind(fd, from); err != nil {
			return nil, fmt.Errorf("bind to %v: %w", from, err)
		}
	}
	if err := syscall.Connect(fd, &syscall.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}); err != nil {
		return nil, fmt.Errorf("connect to %v: %w", to, err)
	}
	if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1); err != nil {
		return nil, err
	}
	c := &conn{fd: fd, rw: &socket{fd: fd}, buf: buf}
	if kind == "https" {
		s := &socket{fd: fd}
		t := tls.Client(s, &tls.Config{InsecureSkipVerify: true})
		if err := t.Handshake(); err != nil {
			return nil, fmt.Errorf("handshake: %w", err)
		}
		s.poll = true
		c.rw = t
	}
	return c, nil
}

// bind gives the socket an address of its own but leaves the port to connect, which
// may take one that another socket has with another peer.
func bind(fd int, from netip.Addr) error {
	const bindAddressNoPort = 24 // IP_BIND_ADDRESS_NO_PORT
	if err := syscall.SetsockoptInt(fd, syscall.IPPROTO_IP, bindAddressNoPort, 1); err != nil {
		return err
	}
	return syscall.Bind(fd, &syscall.SockaddrInet4{Addr: from.As4()})
}

// send begins a request, which always fits into the socket's buffer: it is empty.
func (c *conn) send(request []byte) error {
	c.have = 0
	n, err := c.rw.Write(request)
	if err == nil && n != len(request) {
		err = fmt.Errorf("sent %d bytes of %d", n, len(request))
	}
	return err
}

// receive takes what there is of an answer and reports whether it is complete.
func (c *conn) receive(framing framing) (done bool, err error) {
	for {
		n, err := c.rw.Read(c.buf[c.have:])
		if err == os.ErrDeadlineExceeded {
			return false, nil
		}
		if err == io.EOF {
			return false, fmt.Errorf("the server closed a connection")
		}
		if err != nil {
			return false, err
		}
		c.have += n
		if done, err = complete(c.buf[:c.have], framing); done || err != nil {
			return done, err
		}
		if _, plain := c.rw.(*socket); plain {
			return false, nil // epoll is level-triggered: there will be another event
		}
		// TLS may have read another record along, of which epoll does not know.
	}
}

// A socket is a blocking socket. With poll set, reads do not wait but fail with
// os.ErrDeadlineExceeded, after which a tls.Conn can be read again, as after a real
// deadline.
type socket struct {
	net.Conn // nil: what tls.Conn does not call
	fd       int
	poll     bool
}

func (s *socket) Read(p []byte) (int, error) {
	flags := 0
	if s.poll {
		flags = syscall.MSG_DONTWAIT
	}
	for {
		n, _, err := syscall.Recvfrom(s.fd, p, flags)
		switch {
		case err == syscall.EINTR:
			continue
		case err == syscall.EAGAIN:
			return 0, os.ErrDeadlineExceeded
		case err != nil:
			return 0, err
		case n == 0:
			return 0, io.EOF
		}
		return n, nil
	}
}

func (s *socket) Write(p []byte) (int, error) {
	for {
		n, err := syscall.Write(s.fd, p)
		if err != syscall.EINTR {
			return max(n, 0), err
		}
	}
}
