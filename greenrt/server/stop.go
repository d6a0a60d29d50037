package server

import (
	"context"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
)

// Close has the server accept nobody any more, and stops it as if it had no pool: its
// handlers run on. It does not wait for anybody, but for another Stop that is under way.
func (b *base) Close() error {
	return b.stop(b.current(), 0, false)
}

// Stop closes the server's socket, so that nobody is accepted any more. If the server has a
// pool it then waits for its handlers, for at most timeout, 0 for not at all and
// greenrt.Never for as long as it takes; and then kills those that are left, and gives them
// a second to end. Without a pool they run on.
//
// The error is a [*HandlersError], or what closing the socket returned. A server that
// does not run is stopped already. Called while another Stop is under way, it waits for that one.
// Called by a handler, it neither waits for that one nor kills it.
//
// A kill or a timeout of the caller ends the wait for handlers; the server is stopped then.
func (b *base) Stop(timeout time.Duration) error {
	return b.stop(b.current(), timeout, true)
}

func (b *base) stop(r *run, timeout time.Duration, wait bool) error {
	if r == nil {
		return nil
	}
	b.mu.Lock()
	first := !r.closing
	r.closing = true
	b.mu.Unlock()
	if !first {
		if !b.isHandler() {
			r.stopped.Wait()
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		return r.stopErr
	}
	var err error
	defer func() { // killed as well
		if closed := r.source.close(); err == nil {
			err = closed
		}
		b.mu.Lock()
		r.stopErr = err
		if b.run == r {
			b.run = nil
		}
		b.mu.Unlock()
		r.ended.Set()
		r.stopped.Set()
	}()
	err = r.source.quiet()
	r.acceptor.KillTimeout(0)
	r.acceptor.JoinTimeout(killGrace)
	r.ended.Set() // if the acceptor waits where no kill comes
	if wait && r.config.pool != nil {
		if left := b.endHandlers(r, timeout); left > 0 {
			err = &HandlersError{Left: left}
		}
	}
	return err
}

// endHandlers waits for the handlers but the caller, and then kills them. It returns how
// many are left.
func (b *base) endHandlers(r *run, timeout time.Duration) int {
	if timeout > 0 {
		greenrt.JoinAllTimeout(timeout, b.others()...)
	}
	r.cancel(ErrStopped)
	rest := b.others()
	for _, gl := range rest {
		gl.KillTimeout(0)
	}
	if !greenrt.Enabled() {
		b.closeAll(rest)
	}
	greenrt.JoinAllTimeout(killGrace, rest...)
	rest = b.others()
	b.closeAll(rest)
	return len(rest)
}

// others returns the handlers that run, without the caller.
func (b *base) others() []*greenrt.Greenlet {
	self := greenrt.Current()
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []*greenrt.Greenlet
	for gl := range b.handlers {
		if gl != self && !gl.Ready() {
			list = append(list, gl)
		}
	}
	return list
}

// closeAll closes the connections of handlers.
func (b *base) closeAll(handlers []*greenrt.Greenlet) {
	for _, gl := range handlers {
		b.mu.Lock()
		c := b.handlers[gl]
		b.mu.Unlock()
		if c != nil {
			c.Close()
		}
	}
}

// serveForever waits until the server ends or ctx is done, and stops it.
func (b *base) serveForever(ctx context.Context, timeout time.Duration) (err error) {
	r := b.current()
	if r == nil {
		return nil // stopped meanwhile
	}
	if timeout == 0 {
		timeout = DefaultStopTimeout
	}
	var over event.Event
	stop := context.AfterFunc(ctx, over.Set)
	defer stop()
	defer r.ended.OnReady(over.Set)()
	defer greenrt.Shield(func() {
		stopped := b.stop(r, timeout, true)
		b.mu.Lock()
		defer b.mu.Unlock()
		if err = r.err; err == nil {
			err = stopped
		}
	})
	over.Wait()
	return nil
}
