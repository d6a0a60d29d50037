package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"time"

	"github.com/go-greenify/greenify/greenrt/pool"
)

// DefaultHandshakeTimeout is how long a client of a TLS server has for its handshake.
const DefaultHandshakeTimeout = 10 * time.Second

// A StreamServer listens at an address and calls its handler for each connection, in a
// greenlet of its own. It needs a Handler, and an Addr or a Listener.
type StreamServer struct {
	// Network is as for net.Listen; empty means "tcp".
	Network string
	// Addr is where to listen, as for net.Listen.
	Addr string
	// Listener, if not nil, is used instead. The server closes it when it stops; so one
	// that is started again ends at once.
	Listener net.Listener

	// Handler is called with each connection. The connection is closed when it returns,
	// panics or is killed, so it must not be kept. ctx is cancelled when the handler is
	// killed.
	Handler func(ctx context.Context, conn net.Conn)

	// PoolSize, if positive, is how many handlers run at once. See the package's
	// description for this and Pool.
	PoolSize int
	// Pool, if not nil, is where handlers run.
	Pool *pool.Pool

	// TLS, if not nil, has each connection be one of TLS. The handshake is made before
	// the handler is called, in its greenlet; one that fails is logged.
	TLS *tls.Config
	// HandshakeTimeout is how long that may take. Zero means DefaultHandshakeTimeout,
	// and a negative one no limit.
	HandshakeTimeout time.Duration

	// MinDelay and MaxDelay are the first and the longest pause after an error of
	// accepting. Zero means DefaultMinDelay and DefaultMaxDelay.
	MinDelay, MaxDelay time.Duration
	// StopTimeout is how long ServeForever waits for handlers when it ends. Zero means
	// DefaultStopTimeout, and a negative one not at all.
	StopTimeout time.Duration
	// Log is told of errors of accepting and of handshakes. Nil means slog.Default().
	Log *slog.Logger

	base
}

// NewStreamServer returns a server that will listen at a TCP address.
func NewStreamServer(addr string, handler func(ctx context.Context, conn net.Conn)) *StreamServer {
	return &StreamServer{Addr: addr, Handler: handler}
}

// Start begins to listen and to accept, and does not wait, but for the name server if the
// address has a name. An error says why not, with the address; [ErrStarted] if the server
// runs.
func (s *StreamServer) Start() error {
	if s.Handler == nil {
		return errors.New("server: a StreamServer without a Handler")
	}
	cfg := config{pool: s.Pool, poolSize: s.PoolSize, minDelay: s.MinDelay, maxDelay: s.MaxDelay, log: s.Log}
	return s.base.start(cfg, func() (source, error) {
		ln := s.Listener
		if ln == nil {
			network := s.Network
			if network == "" {
				network = "tcp"
			}
			var err error
			if ln, err = net.Listen(network, s.Addr); err != nil {
				return nil, listenError(err)
			}
		}
		return &listener{ln: ln, server: s}, nil
	})
}

// ServeForever starts the server if it does not run, and returns when it has been stopped,
// with nil; when it has met an error from which it cannot recover, with that; or when ctx
// is done, or the caller is killed or timed out. In the last three cases it stops the
// server first, as Stop(StopTimeout) does; a kill goes on when that has ended.
func (s *StreamServer) ServeForever(ctx context.Context) error {
	if err := s.Start(); err != nil && !errors.Is(err, ErrStarted) {
		return err
	}
	return s.serveForever(ctx, s.StopTimeout)
}

// listener is the source of a StreamServer.
type listener struct {
	ln     net.Listener
	server *StreamServer
}

func (l *listener) addr() net.Addr { return l.ln.Addr() }

func (l *listener) quiet() error {
	if err := l.ln.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return listenError(err)
	}
	return nil
}

// close has nothing left to do.
func (l *listener) close() error { return nil }

func (l *listener) pause(on bool) {
	if d, ok := l.ln.(interface{ SetDeadline(time.Time) error }); ok {
		d.SetDeadline(past(on))
	}
}

// past returns a deadline that is over, or none.
func past(on bool) time.Time {
	if on {
		return time.Unix(1, 0)
	}
	return time.Time{}
}

func (l *listener) next() (client, error) {
	conn, err := l.ln.Accept()
	if err != nil {
		return client{}, err
	}
	name := "stream"
	if from := conn.RemoteAddr(); from != nil {
		name = "stream " + from.String()
	}
	return client{name: name, closer: conn, handle: func(ctx context.Context) { l.server.handle(ctx, conn) }}, nil
}

// handle is what a handler's greenlet runs.
func (s *StreamServer) handle(ctx context.Context, conn net.Conn) {
	if s.TLS == nil {
		defer conn.Close()
		s.Handler(ctx, conn)
		return
	}
	secure := tls.Server(conn, s.TLS)
	defer secure.Close()
	if err := s.handshake(ctx, secure); err != nil {
		log := s.Log
		if log == nil {
			log = slog.Default()
		}
		log.Warn("server: TLS handshake", "client", conn.RemoteAddr(), "err", err)
		return
	}
	s.Handler(ctx, secure)
}

func (s *StreamServer) handshake(ctx context.Context, conn *tls.Conn) error {
	limit := s.HandshakeTimeout
	if limit == 0 {
		limit = DefaultHandshakeTimeout
	}
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	return conn.HandshakeContext(ctx)
}
