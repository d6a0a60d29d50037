package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"slices"
	"time"

	"github.com/go-greenify/greenify/greenrt/pool"
)

// A DatagramServer receives datagrams at an address and calls its handler for each, in a
// greenlet of its own. It needs a Handler, and an Addr or a Conn.
type DatagramServer struct {
	// Network is as for net.ListenPacket; empty means "udp".
	Network string
	// Addr is where to receive, as for net.ListenPacket.
	Addr string
	// Conn, if not nil, is used instead. The server closes it when it stops; so one that
	// is started again ends at once.
	Conn net.PacketConn

	// Handler is called with each datagram, which is the handler's to keep, and the
	// address of who sent it. ctx is cancelled when the handler is killed.
	Handler func(ctx context.Context, data []byte, from net.Addr)

	// PoolSize, if positive, is how many handlers run at once. See the package's
	// description for this and Pool. While a pool is full datagrams wait in the kernel,
	// which drops what does not fit.
	PoolSize int
	// Pool, if not nil, is where handlers run.
	Pool *pool.Pool

	// MinDelay and MaxDelay are the first and the longest pause after an error of
	// receiving. Zero means DefaultMinDelay and DefaultMaxDelay.
	MinDelay, MaxDelay time.Duration
	// StopTimeout is how long ServeForever waits for handlers when it ends. Zero means
	// DefaultStopTimeout, and a negative one not at all.
	StopTimeout time.Duration
	// Log is told of errors of receiving. Nil means slog.Default().
	Log *slog.Logger

	base
}

// maxDatagram is as long as a UDP datagram can be. What is longer, as may be on a unix
// socket, is cut.
const maxDatagram = 1 << 16

// NewDatagramServer returns a server that will receive at a UDP address.
func NewDatagramServer(addr string, handler func(ctx context.Context, data []byte, from net.Addr)) *DatagramServer {
	return &DatagramServer{Addr: addr, Handler: handler}
}

// Start begins to receive, and does not wait, but for the name server if the address has a
// name. An error says why not, with the address; [ErrStarted] if the server runs.
func (s *DatagramServer) Start() error {
	if s.Handler == nil {
		return errors.New("server: a DatagramServer without a Handler")
	}
	cfg := config{pool: s.Pool, poolSize: s.PoolSize, minDelay: s.MinDelay, maxDelay: s.MaxDelay, log: s.Log}
	return s.base.start(cfg, func() (source, error) {
		conn := s.Conn
		if conn == nil {
			network := s.Network
			if network == "" {
				network = "udp"
			}
			var err error
			if conn, err = net.ListenPacket(network, s.Addr); err != nil {
				return nil, listenError(err)
			}
		}
		return &socket{conn: conn, server: s, buf: make([]byte, maxDatagram)}, nil
	})
}

// ServeForever is as for a [StreamServer].
func (s *DatagramServer) ServeForever(ctx context.Context) error {
	if err := s.Start(); err != nil && !errors.Is(err, ErrStarted) {
		return err
	}
	return s.serveForever(ctx, s.StopTimeout)
}

// WriteTo sends a datagram from the server's address, for handlers to answer with. The
// socket is closed when the server's handlers have ended or were killed, or if it has no
// pool when it is stopped; then, and before the start, the error is net.ErrClosed.
// It can wait for the kernel to have room.
func (s *DatagramServer) WriteTo(data []byte, to net.Addr) (int, error) {
	r := s.current()
	if r == nil {
		return 0, &net.OpError{Op: "write", Net: "udp", Addr: to, Err: net.ErrClosed}
	}
	return r.source.(*socket).conn.WriteTo(data, to)
}

// socket is the source of a DatagramServer.
type socket struct {
	conn   net.PacketConn
	server *DatagramServer
	buf    []byte
}

func (c *socket) addr() net.Addr { return c.conn.LocalAddr() }

func (c *socket) pause(on bool) { c.conn.SetReadDeadline(past(on)) }

// quiet has nothing more received; handlers can still answer.
func (c *socket) quiet() error {
	c.pause(true)
	return nil
}

func (c *socket) close() error {
	if err := c.conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return listenError(err)
	}
	return nil
}

func (c *socket) next() (client, error) {
	n, from, err := c.conn.ReadFrom(c.buf)
	if err != nil {
		return client{}, err
	}
	data := slices.Clone(c.buf[:n])
	name := "datagram"
	if from != nil {
		name = "datagram " + from.String()
	}
	return client{name: name, handle: func(ctx context.Context) { c.server.Handler(ctx, data, from) }}, nil
}
