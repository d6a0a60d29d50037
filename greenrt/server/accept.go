package server

import (
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/go-greenify/greenify/greenrt"
)

// accept starts a handler for each client, until the source is closed, a fatal error
// comes, or it is killed. It waits only where a kill reaches it in a plain program as well,
// or for the source, which is closed first.
func (b *base) accept(r *run) error {
	delay := r.config.minDelay
	for inARow := 1; ; inARow++ {
		r.gate.Wait()
		if p := r.config.pool; p != nil {
			p.WaitFree() // so that clients wait in the kernel's queue
		}
		b.mu.Lock()
		pauses, closing := r.pauses, r.closing
		b.mu.Unlock()
		if closing {
			return nil
		}
		if !r.gate.Ready() {
			continue
		}
		c, err := r.source.next()
		if err == nil {
			delay = r.config.minDelay
			b.serve(r, c)
			if inARow%maxAccept == 0 {
				greenrt.Yield()
			}
			continue
		}
		b.mu.Lock()
		paused, closing := r.pauses != pauses, r.closing
		b.mu.Unlock()
		switch {
		case closing:
			return nil
		case paused:
			continue
		case fatal(err):
			r.config.log.Error("server: not accepting any more", "addr", r.source.addr(), "err", err)
			r.source.quiet()
			return err
		}
		r.config.log.Warn("server: error of accepting", "addr", r.source.addr(), "err", err, "pause", delay)
		greenrt.Sleep(delay)
		delay = min(2*delay, r.config.maxDelay)
	}
}

// fatal reports whether an error of accepting cannot go away by waiting.
func fatal(err error) bool {
	for _, e := range []error{net.ErrClosed, io.ErrClosedPipe, syscall.EBADF, syscall.EINVAL, syscall.ENOTSOCK, syscall.EOPNOTSUPP} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// serve starts a handler. It waits while the pool is full, and while the server is paused:
// an Accept that has begun can succeed after its deadline was set to the past, if the
// client comes before the acceptor's turn, and not every listener has deadlines.
func (b *base) serve(r *run, c client) {
	started := false
	defer func() {
		if !started && c.closer != nil {
			c.closer.Close() // killed while it waited
		}
	}()
	r.gate.Wait()
	fn := func() error { c.handle(r.ctx); return nil }
	var gl *greenrt.Greenlet
	if p := r.config.pool; p != nil {
		gl = p.Go(fn)
	} else {
		gl = greenrt.GoErr(fn)
	}
	started = true
	gl.SetName(c.name)
	greenrt.Shield(func() { b.register(gl, c) }) // a Stop that comes now must know of it
}

// register has gl known as a handler until it has ended.
func (b *base) register(gl *greenrt.Greenlet, c client) {
	b.mu.Lock()
	if b.handlers == nil {
		b.handlers = make(map[*greenrt.Greenlet]io.Closer)
	}
	b.handlers[gl] = c.closer
	b.mu.Unlock()
	gl.OnReady(func() {
		b.mu.Lock()
		delete(b.handlers, gl)
		b.mu.Unlock()
		if c.closer != nil {
			c.closer.Close() // of one that was killed before it began
		}
	})
}
