package sockets

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"
)

// A server learns of a client that goes away while a handler runs. In a green build the
// poller tells it from the third request of a connection on, so all of these make two
// before.

// conversation is a connection to a server whose handler is h from the third request on.
type conversation struct {
	*net.TCPConn
	*bufio.Reader
	stream interface { // TCPConn, or TLS on it
		net.Conn
		CloseWrite() error
	}
	below  *piecewise // what TLS writes to, or nil
	srv    *httptest.Server
	server *net.TCPConn // the other end, if converse made it
}

// These are ambiguous or wrong otherwise.
func (c *conversation) Read(p []byte) (int, error) { return c.Reader.Read(p) }
func (c *conversation) CloseWrite() error          { return c.stream.CloseWrite() }

// A dialogue makes a conversation.
type dialogue func(t *testing.T, h http.HandlerFunc) *conversation

// A way is what a conversation goes over.
type way struct {
	name   string
	tls    uint16 // its version; 0 is TCP alone
	pieces int    // in which its records come
}

var (
	overTCP    = way{"TCP", 0, 1}
	overTLS    = way{"TLS", tls.VersionTLS13, 1}
	overTLS12  = way{"TLS 1.2", tls.VersionTLS12, 1}
	overPieces = way{"pieces", tls.VersionTLS13, 2}
)

// each runs a test over TCP, over TLS of both versions, and over TLS whose records come in
// two pieces.
func each(t *testing.T, test func(t *testing.T, converse dialogue)) {
	over(t, test, overTCP, overTLS, overTLS12, overPieces)
}

func over(t *testing.T, test func(t *testing.T, converse dialogue), ways ...way) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			test(t, func(t *testing.T, h http.HandlerFunc) *conversation { return converse(t, h, way) })
		})
	}
}

func converse(t *testing.T, h http.HandlerFunc, way way) *conversation {
	t.Helper()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/warm" {
			return
		}
		h(w, r)
	}))
	conns := make(chan *net.TCPConn, 1)
	srv.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		if s, ok := c.(*tls.Conn); ok {
			c = s.NetConn()
		}
		conns <- c.(*net.TCPConn)
		return ctx
	}
	if way.tls != 0 {
		srv.StartTLS()
	} else {
		srv.Start()
	}
	t.Cleanup(srv.Close)
	c := dialHTTP(t, srv, way)
	c.server = <-conns
	return c
}

// dialHTTP makes the first requests of a connection.
func dialHTTP(t *testing.T, srv *httptest.Server, way way) *conversation {
	t.Helper()
	d, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c := d.(*net.TCPConn)
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	conv := &conversation{TCPConn: c, stream: c, srv: srv}
	if way.tls != 0 {
		config := srv.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
		config.ServerName = "example.com" // for whom httptest's certificate is
		config.MinVersion, config.MaxVersion = way.tls, way.tls
		conv.below = &piecewise{TCPConn: c, pieces: way.pieces}
		conv.stream = tls.Client(conv.below, config)
	}
	conv.Reader = bufio.NewReader(conv.stream)
	for range 3 {
		write(t, conv.stream, "GET /warm HTTP/1.1\r\nHost: x\r\n\r\n")
		conv.answer(t, 200)
	}
	return conv
}

// piecewise sends what it is given in pieces, or keeps it.
type piecewise struct {
	*net.TCPConn
	pieces int
	keeps  bool
	kept   []byte
}

func (p *piecewise) Write(b []byte) (n int, err error) {
	if p.keeps {
		p.kept = append(p.kept, b...)
		return len(b), nil
	}
	for i := range p.pieces {
		m, err := p.TCPConn.Write(b[n : len(b)*(i+1)/p.pieces])
		if n += m; err != nil {
			return n, err
		}
		for range rand.IntN(300) {
			runtime.Gosched()
		}
	}
	return n, nil
}

func (c *conversation) answer(t *testing.T, code int) string {
	t.Helper()
	resp, err := http.ReadResponse(c.Reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != code {
		t.Fatalf("%v, %q, %v", resp.Status, body, err)
	}
	return string(body)
}
