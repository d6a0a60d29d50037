package conform

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// pair returns both ends of a TCP connection.
func pair(t *testing.T) (a, b net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	a, err = net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b, err = ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close(); b.Close() })
	return a, b
}

// flags returns the status flags of a descriptor.
func flags(t *testing.T, c syscall.Conn) (flags uintptr) {
	t.Helper()
	raw, err := c.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.Control(func(fd uintptr) {
		var errno syscall.Errno
		if flags, _, errno = syscall.Syscall(syscall.SYS_FCNTL, fd, syscall.F_GETFL, 0); errno != 0 {
			t.Error(errno)
		}
	}); err != nil {
		t.Fatal(err)
	}
	return flags
}

func TestSocketIsNonBlocking(t *testing.T) {
	a, b := pair(t)
	for _, c := range []net.Conn{a, b} {
		for _, deadline := range []time.Time{{}, time.Now().Add(time.Hour), {}} {
			c.SetDeadline(deadline)
			//gevent:socket.nonblocking
			if flags(t, c.(*net.TCPConn))&syscall.O_NONBLOCK == 0 {
				t.Error("a socket that blocks")
			}
		}
	}
}

// A first read of what is there does not give others a turn.
func TestReadTriesFirst(t *testing.T) {
	const rounds = 20
	tried := 0
	for range rounds {
		a, b := pair(t)
		if _, err := a.Write([]byte("there")); err != nil {
			t.Fatal(err)
		}
		settle()
		turn := false
		other := greenrt.Go(func() { turn = true })
		if _, err := io.ReadFull(b, make([]byte, 5)); err != nil {
			t.Fatal(err)
		}
		if greenrt.Enabled() && !turn {
			tried++
		}
		other.Join()
	}
	// Who is preempted gives a turn as well.
	//gevent:socket.tryfirst green
	if greenrt.Enabled() && tried < rounds/2 {
		t.Errorf("read at once in %d of %d rounds", tried, rounds)
	}
}

func TestWriteWritesAll(t *testing.T) {
	a, b := pair(t)
	const size = 16 << 20 // more than the kernel keeps
	reader := greenrt.Spawn(func() (int64, error) {
		settle()
		return io.Copy(io.Discard, b)
	})
	a.SetWriteDeadline(time.Now().Add(time.Minute))
	n, err := a.Write(make([]byte, size))
	a.Close()
	//gevent:socket.sendall
	if got, rerr := reader.Get(); n != size || err != nil || got != size || rerr != nil {
		t.Error(n, err, got, rerr)
	}
	// The time limit is for all of it: that some went out does not begin it anew.
	a, b = pair(t)
	trickle := greenrt.Go(func() {
		for buf := make([]byte, 16<<10); ; greenrt.Sleep(time.Millisecond) {
			if _, err := b.Read(buf); err != nil {
				return
			}
		}
	})
	a.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
	//gevent:socket.sendall
	if n, err := a.Write(make([]byte, 256<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(n, err)
	}
	a.Close()
	trickle.Join()
}

// A name server that answers when it is told to.
func TestLookupLetsOthersRun(t *testing.T) {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	release := make(chan bool)
	go func() {
		buf := make([]byte, 1500)
		for {
			n, who, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			query := append([]byte(nil), buf[:n]...)
			go func() {
				<-release
				server.WriteTo(reply(query), who)
			}()
		}
	}()
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
	//gevent:dns.cooperative
	cooperates(t, func() error {
		addrs, err := resolver.LookupNetIP(t.Context(), "ip4", "green.test.")
		if err == nil && (len(addrs) != 1 || addrs[0].String() != "127.0.0.9") {
			t.Error(addrs)
		}
		return err
	}, func() { close(release) })

	ln, err := net.Listen("tcp", "127.0.0.9:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c, err := (&net.Dialer{Resolver: resolver}).DialContext(t.Context(), "tcp4", "green.test.:"+port)
	//gevent:dns.dial
	if err != nil || c.RemoteAddr().String() != ln.Addr().String() {
		t.Fatal(c, err)
	}
	c.Close()
}

// reply makes the answer to a DNS query for an address.
func reply(query []byte) []byte {
	end := 12 // of the question
	for query[end] != 0 {
		end += 1 + int(query[end])
	}
	end += 5
	r := append([]byte(nil), query[:end]...)
	binary.BigEndian.PutUint16(r[2:], 0x8180) // a response, recursion available
	binary.BigEndian.PutUint16(r[6:], 1)      // answers
	binary.BigEndian.PutUint16(r[8:], 0)
	binary.BigEndian.PutUint16(r[10:], 0)
	return append(r, 0xC0, 12, // the name is at byte 12
		0, 1, 0, 1, // A, IN
		0, 0, 0, 60, // seconds to keep it
		0, 4, 127, 0, 0, 9)
}

func TestHandshakeLetsOthersRun(t *testing.T) {
	https := httptest.NewTLSServer(nil) // for its certificate
	defer https.Close()
	theirs := https.Client().Transport.(*http.Transport).TLSClientConfig
	ours := &tls.Config{RootCAs: theirs.RootCAs, ServerName: "example.com"}
	type handshake struct {
		number int
		far    net.Conn // the other end
	}
	begun, number := make(chan handshake, 2), 0
	last := 1
	if greenrt.Enabled() {
		last = 2 // the first is ended by a timeout
	}
	var client *tls.Conn
	var far net.Conn
	//gevent:ssl.cooperative
	cooperates(t, func() error {
		number++
		mine := number
		near, other := pair(t)
		c := tls.Client(near, ours)
		begun <- handshake{mine, other}
		err := c.Handshake()
		client = c
		return err
	}, func() {
		of := <-begun
		for of.number < last {
			of = <-begun
		}
		far = of.far
		server := tls.Server(far, &tls.Config{Certificates: https.TLS.Certificates})
		if err := server.Handshake(); err != nil {
			t.Error(err)
		}
	})
	server := greenrt.GoErr(func() error { _, err := far.Read(make([]byte, 1)); return err })
	settle()
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	server.Join()
}
