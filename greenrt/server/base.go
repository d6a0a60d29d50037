package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/pool"
)

// The values of what is left zero, which are gevent's.
const (
	// DefaultMinDelay is the first pause after an error of accepting.
	DefaultMinDelay = 10 * time.Millisecond
	// DefaultMaxDelay is the longest.
	DefaultMaxDelay = time.Second
	// DefaultStopTimeout is how long ServeForever waits for handlers when it ends.
	DefaultStopTimeout = time.Second
)

// maxAccept is how many clients are accepted before others have a turn, if as many are
// waiting; gevent's max_accept.
const maxAccept = 100

// killGrace is how long handlers have to end when they were killed; gevent's. Tests change
// it.
var killGrace = time.Second

var (
	// ErrStarted is the error of starting a server that runs.
	ErrStarted = errors.New("server: the server was started before; stop it first")
	// ErrStopped is the cause with which handlers' contexts are cancelled.
	ErrStopped = errors.New("server: the server was stopped, and its handlers were killed")
)

// A HandlersError is the error of a Stop that could not end all handlers: they neither
// returned in time nor could be killed.
type HandlersError struct {
	Left int // how many run on
}

// Error says how many handlers run on, and why a kill can fail to end one.
func (e *HandlersError) Error() string {
	return fmt.Sprintf("server: %d handlers were killed and have not ended: they recover every panic, compute, or wait where a kill does not reach (greenrt.ErrUnreachable)", e.Left)
}

// A source is what handlers are started from: a listener, or a socket for datagrams.
type source interface {
	// next waits for a client. It returns what to start for it, and what to close when that
	// has ended, if anything.
	next() (client, error)
	// pause has next, and one that waits, return an error until it is called with false,
	// if the source can do so.
	pause(on bool)
	// quiet is the first half of close: there are no more clients.
	quiet() error
	close() error
	addr() net.Addr
}

// A client is what a source is asked for.
type client struct {
	name   string
	handle func(ctx context.Context)
	closer io.Closer
}

// config is what the two servers have the same fields for.
type config struct {
	pool               *pool.Pool
	poolSize           int
	minDelay, maxDelay time.Duration
	log                *slog.Logger
}

// base is what the two servers have in common: their life.
//
//	state     run   run.closing   handlers
//	idle      nil                 those of an earlier run without a pool
//	serving   r     false         any
//	ended     r     false         any; the acceptor has met a fatal error (r.ended)
//	stopping  r     true          are waited for, then killed
//
// and then idle again.
type base struct {
	mu       sync.Mutex
	run      *run
	handlers map[*greenrt.Greenlet]io.Closer
}

// A run is the time from a start to its stop.
type run struct {
	source   source
	config   config
	acceptor *greenrt.Greenlet
	gate     event.Event     // open: accept
	ctx      context.Context // of the handlers
	cancel   context.CancelCauseFunc
	ended    event.Event // nobody is accepted any more
	stopped  event.Event

	// Under the base's lock.
	pauses  int
	closing bool
	err     error // why it ended by itself
	stopErr error
}

// start makes a run of the source that open opens.
func (b *base) start(cfg config, open func() (source, error)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.run != nil {
		return ErrStarted
	}
	src, err := open()
	if err != nil {
		return err
	}
	if cfg.pool == nil && cfg.poolSize > 0 {
		cfg.pool = pool.New(cfg.poolSize)
	}
	if cfg.minDelay <= 0 {
		cfg.minDelay = DefaultMinDelay
	}
	if cfg.maxDelay <= 0 {
		cfg.maxDelay = max(DefaultMaxDelay, cfg.minDelay)
	}
	if cfg.log == nil {
		cfg.log = slog.Default()
	}
	r := &run{source: src, config: cfg}
	r.ctx, r.cancel = context.WithCancelCause(context.Background())
	r.gate.Set()
	b.run = r
	r.acceptor = greenrt.GoErr(func() error { return b.accept(r) })
	r.acceptor.SetName("server " + src.addr().String())
	r.acceptor.OnReady(func() {
		b.mu.Lock()
		if err := r.acceptor.Err(); err != nil && !r.closing {
			r.err = err
		}
		b.mu.Unlock()
		r.ended.Set()
	})
	return nil
}

// listenError says what to do about an error of listening, which names the address.
func listenError(err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("server: %w: stop who uses it, or choose another address", err)
	}
	return fmt.Errorf("server: %w", err)
}

// current returns the run, or nil.
func (b *base) current() *run {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.run
}

// isHandler reports whether the calling goroutine is one of the server's handlers.
func (b *base) isHandler() bool {
	self := greenrt.Current()
	b.mu.Lock()
	defer b.mu.Unlock()
	_, is := b.handlers[self]
	return is
}

// Started reports whether the server runs: it was started and not stopped.
func (b *base) Started() bool { return b.current() != nil }

// Accepting reports whether the server runs and takes clients: it was not paused by
// StopAccepting, and has not ended by an error. Its pool may be full.
func (b *base) Accepting() bool {
	r := b.current()
	return r != nil && r.gate.Ready() && !r.ended.Ready()
}

// Full reports whether the server's pool is full, so that clients wait.
func (b *base) Full() bool {
	r := b.current()
	return r != nil && r.config.pool != nil && r.config.pool.Full()
}

// Handlers returns how many handlers have begun and not ended, those that wait included.
func (b *base) Handlers() int {
	n := 0
	b.mu.Lock()
	defer b.mu.Unlock()
	for gl := range b.handlers {
		// Those who join a handler can be told of its end before it is forgotten.
		if !gl.Ready() {
			n++
		}
	}
	return n
}

// LocalAddr returns the address at which the server is, with the port that the system has
// chosen, or nil if it does not run.
func (b *base) LocalAddr() net.Addr {
	r := b.current()
	if r == nil {
		return nil
	}
	return r.source.addr()
}

// StartAccepting undoes StopAccepting.
func (b *base) StartAccepting() { b.pause(false) }

// StopAccepting has clients wait until StartAccepting is called: in the kernel's queue, but
// perhaps for one that was being accepted. No handler is started meanwhile; those that
// run go on.
func (b *base) StopAccepting() { b.pause(true) }

func (b *base) pause(on bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.run
	if r == nil || r.closing || r.gate.Ready() != on {
		return
	}
	if on {
		r.pauses++
		r.gate.Clear()
		r.source.pause(true)
	} else {
		r.source.pause(false)
		r.gate.Set()
	}
}
