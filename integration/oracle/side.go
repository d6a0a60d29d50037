package main

import (
	"net"
	"os"
	"syscall"
	"time"
)

// A conn is what connections and the ends of pipes have in common.
type conn interface {
	Read([]byte) (int, error)
	Write([]byte) (int, error)
	Close() error
	SetDeadline(time.Time) error
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
	SyscallConn() (syscall.RawConn, error)
}

// A side is one end of a pair, and the model of what it has to read.
type side struct {
	name string
	conn
	peer   *side
	fd     int        // the conn's number, to be asked
	copies []*os.File // by File
	dups   []int      // by dup

	there []int // what has come and was not read: in streams the bytes, as one number, else messages
	sent  byte  // the next byte that it writes
	mark  int   // SO_RCVLOWAT
	gone  bool  // closed
	shut  bool  // it has ended its writing
	deaf  bool  // it has ended its reading
}

// left returns how many bytes a stream has to read.
func (s *side) left() int {
	n := 0
	for _, k := range s.there {
		n += k
	}
	return n
}

// A network is a kind of pair.
type network struct {
	name   string
	stream bool
	half   bool // has CloseRead and CloseWrite
	both   bool // both ends read and write
	pair   func() (a, b conn)
}

var networks = []network{
	{"tcp", true, true, true, func() (conn, conn) { return listened("tcp", "127.0.0.1:0") }},
	{"unix", true, true, true, func() (conn, conn) { return local("unix") }},
	{"unixpacket", false, false, true, func() (conn, conn) { return local("unixpacket") }},
	{"unixgram", false, false, true, func() (conn, conn) { return socketpair(syscall.SOCK_DGRAM) }},
	{"udp", false, false, true, udp},
	{"pipe", true, false, false, func() (conn, conn) {
		r, w, err := os.Pipe()
		must(err)
		return r, w
	}},
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// listened returns an accepted connection and the one that dialled.
func listened(network, address string) (conn, conn) {
	l, err := net.Listen(network, address)
	must(err)
	defer l.Close()
	type result struct {
		c   net.Conn
		err error
	}
	dialled := make(chan result, 1)
	go func() {
		c, err := net.Dial(network, l.Addr().String())
		dialled <- result{c, err}
	}()
	a, err := l.Accept()
	must(err)
	d := <-dialled
	must(d.err)
	return a.(conn), d.c.(conn)
}

// local has the kernel choose the name, outside of the file system, where names may get too long.
func local(network string) (conn, conn) { return listened(network, "") }

func socketpair(kind int) (conn, conn) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, kind|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, 0)
	must(err)
	var c [2]conn
	for i, fd := range fds {
		f := os.NewFile(uintptr(fd), "socket")
		n, err := net.FileConn(f)
		must(err)
		f.Close()
		c[i] = n.(conn)
	}
	return c[0], c[1]
}

// udp connects two sockets to each other. The first's address has to be known before it is
// connected, so that somebody else may take it in between: then it tries again.
func udp() (conn, conn) {
	for {
		hold, err := net.ListenPacket("udp", "127.0.0.1:0")
		must(err)
		addr := hold.LocalAddr().(*net.UDPAddr)
		b, err := net.DialUDP("udp", nil, addr)
		must(err)
		hold.Close()
		a, err := net.DialUDP("udp", addr, b.LocalAddr().(*net.UDPAddr))
		if err == nil {
			return a, b
		}
		b.Close()
	}
}

// number returns a conn's number.
func number(c conn) (n int) {
	raw, err := c.SyscallConn()
	must(err)
	must(raw.Control(func(fd uintptr) { n = int(fd) }))
	return n
}

// open makes a pair.
func (n *network) open() [2]*side {
	a, b := n.pair()
	sides := [2]*side{{name: "near", conn: a, mark: 1}, {name: "far", conn: b, mark: 1}}
	for i, s := range sides {
		s.peer = sides[1-i]
		s.fd = number(s.conn)
	}
	return sides
}

// end closes what is left of a side.
func (s *side) end() {
	for _, f := range s.copies {
		f.Close()
	}
	for _, fd := range s.dups {
		syscall.Close(fd)
	}
	s.copies, s.dups = nil, nil
	if !s.gone {
		s.Close()
		s.gone = true
	}
}
