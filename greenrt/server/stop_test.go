package server_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/pool"
	"github.com/go-greenify/greenify/greenrt/server"
)

func TestStopWithAPoolWaitsForHandlers(t *testing.T) {
	//gevent:server.stop
	var inside, release event.Event
	var cancelled atomic.Bool
	s := started(t, &server.StreamServer{PoolSize: 1, Handler: func(ctx context.Context, conn net.Conn) {
		inside.Set()
		release.Wait()
		cancelled.Store(ctx.Err() != nil)
		io.WriteString(conn, "bye")
	}})
	conn := dial(t, s)
	addr := s.LocalAddr().String()
	inside.Wait()
	stopping := greenrt.GoErr(func() error { return s.Stop(greenrt.Never) })
	quiesce.Until(t, "the listener is closed", func() bool {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
		}
		return err != nil
	})
	if stopping.Ready() {
		t.Error("stopped with a handler")
	}
	release.Set()
	stopping.Join()
	if b, _ := io.ReadAll(conn); stopping.Err() != nil || cancelled.Load() || string(b) != "bye" {
		t.Error(stopping.Err(), cancelled.Load(), string(b))
	}
	if s.Started() || s.Handlers() != 0 {
		t.Error("not stopped")
	}
}

// Handlers that wait for their client, for greenrt, or for their context are killed.
func TestStopWithAPoolKillsHandlersWhenItsTimeIsOver(t *testing.T) {
	//gevent:server.stop
	var inside sync.WaitGroup
	var ended, caused atomic.Int32
	kinds := []func(context.Context, net.Conn){
		func(_ context.Context, conn net.Conn) { conn.Read(make([]byte, 1)) },
		func(context.Context, net.Conn) { greenrt.Sleep(time.Hour) },
		func(ctx context.Context, _ net.Conn) { <-ctx.Done() },
	}
	var n atomic.Int32
	s := started(t, &server.StreamServer{Pool: pool.New(0), Handler: func(ctx context.Context, conn net.Conn) {
		defer func() {
			ended.Add(1)
			if context.Cause(ctx) == server.ErrStopped {
				caused.Add(1)
			}
		}()
		inside.Done()
		kinds[int(n.Add(1)-1)%len(kinds)](ctx, conn)
	}})
	var conns []net.Conn
	for range 2 * len(kinds) {
		inside.Add(1)
		conns = append(conns, dial(t, s))
	}
	inside.Wait()
	if err := s.Stop(time.Millisecond); err != nil {
		t.Error(err)
	}
	if all := int32(len(conns)); ended.Load() != all || caused.Load() != all {
		t.Errorf("of %d handlers %d have ended, %d knew why", all, ended.Load(), caused.Load())
	}
	for _, conn := range conns {
		if _, err := conn.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error("not closed:", err)
		}
	}
}

func TestStopWithoutAPoolLeavesHandlersRunning(t *testing.T) {
	//gevent:server.nopool
	s := started(t, &server.StreamServer{Handler: echo})
	conn := dial(t, s)
	ask(conn, "x")
	if err := s.Stop(0); err != nil { // when it returns the acceptor has counted the handler
		t.Error(err)
	}
	if got, err := ask(conn, "still there"); got != "still there" {
		t.Error(got, err)
	}
	if s.Handlers() != 1 {
		t.Error(s.Handlers())
	}
	conn.Close()
	quiesce.Until(t, "it ends", func() bool { return s.Handlers() == 0 })
}

func TestCloseLeavesHandlersOfAPoolRunning(t *testing.T) {
	s := started(t, &server.StreamServer{Handler: echo, PoolSize: 3})
	conn := dial(t, s)
	ask(conn, "x")
	if err := s.Close(); err != nil || s.Started() {
		t.Error(err)
	}
	if got, err := ask(conn, "still there"); got != "still there" {
		t.Error(got, err)
	}
}

// A handler that survives its kill is an error, and does not hold Stop for ever.
func TestStopReportsHandlersThatSurvive(t *testing.T) {
	server.SetKillGrace(10 * time.Millisecond)
	defer server.SetKillGrace(time.Minute)
	var inside, release event.Event
	s := started(t, &server.StreamServer{PoolSize: 1, Handler: func(context.Context, net.Conn) {
		inside.Set()
		greenrt.Shield(func() { release.Wait() })
	}})
	dial(t, s)
	inside.Wait()
	var left *server.HandlersError
	if err := s.Stop(0); !errors.As(err, &left) || left.Left != 1 {
		t.Error(err)
	}
	release.Set()
	quiesce.Until(t, "it ends", func() bool { return s.Handlers() == 0 })
}

func TestStopByAHandler(t *testing.T) {
	result := make(chan error, 1)
	s := &server.StreamServer{PoolSize: 2}
	s.Handler = func(ctx context.Context, _ net.Conn) {
		result <- s.Stop(greenrt.Never)
		if ctx.Err() == nil {
			result <- errors.New("its context goes on")
		}
		close(result)
	}
	started(t, s)
	dial(t, s)
	for err := range result {
		if err != nil {
			t.Error(err)
		}
	}
	if s.Started() {
		t.Error("not stopped")
	}
}

func TestStopTwiceAtOnce(t *testing.T) {
	var inside, release event.Event
	s := started(t, &server.StreamServer{PoolSize: 1, Handler: func(context.Context, net.Conn) { inside.Set(); release.Wait() }})
	dial(t, s)
	inside.Wait()
	first := greenrt.GoErr(func() error { return s.Stop(greenrt.Never) })
	quiesce.Until(t, "the first is under way", func() bool { return !s.Accepting() })
	second := greenrt.GoErr(func() error { return s.Stop(0) })
	quiesce.Others()
	if second.Ready() {
		t.Error("the second has not waited")
	}
	release.Set()
	if over := greenrt.JoinAllTimeout(time.Minute, first, second); len(over) != 2 || first.Err() != nil || second.Err() != nil {
		t.Error(len(over), first.Err(), second.Err())
	}
	if err := s.Stop(0); err != nil {
		t.Error("of one that is stopped:", err)
	}
}
