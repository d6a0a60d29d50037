package server_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/internal/testlog"
	"github.com/go-greenify/greenify/greenrt/server"
	"github.com/go-greenify/greenify/greenrt/util"
)

// A scripted listener returns what its script says, and then nothing until it is closed.
type scripted struct {
	mu     sync.Mutex
	script []error // nil is a connection
	times  []time.Time
	closed chan struct{}
	once   sync.Once
}

func newScripted(script ...error) *scripted {
	return &scripted{script: script, closed: make(chan struct{})}
}

func (l *scripted) Accept() (net.Conn, error) {
	l.mu.Lock()
	l.times = append(l.times, time.Now())
	if len(l.script) > 0 {
		defer l.mu.Unlock()
		err := l.script[0]
		l.script = l.script[1:]
		if err != nil {
			return nil, err
		}
		conn, _ := net.Pipe()
		return conn, nil
	}
	l.mu.Unlock()
	<-l.closed
	return nil, net.ErrClosed
}

func (l *scripted) Close() error   { l.once.Do(func() { close(l.closed) }); return nil }
func (l *scripted) Addr() net.Addr { return &net.UnixAddr{Name: "scripted", Net: "unix"} }

func (l *scripted) calls() []time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.times
}

func TestAcceptErrorsAreTriedAgainAfterADelayThatDoubles(t *testing.T) {
	//gevent:server.backoff
	full := syscall.EMFILE
	ln := newScripted(full, full, full, full, nil, full)
	var log testlog.Log
	s := started(t, &server.StreamServer{
		Listener: ln, Handler: func(context.Context, net.Conn) {},
		MinDelay: 4 * time.Millisecond, MaxDelay: 10 * time.Millisecond,
		Log: log.Logger(),
	})
	quiesce.Until(t, "the script is over", func() bool { return len(ln.calls()) == 7 })
	times := ln.calls()
	for i, want := range []time.Duration{4, 8, 10, 10, 0, 4} {
		if got := times[i+1].Sub(times[i]); got < want*time.Millisecond {
			t.Errorf("pause %d was %v, want %d ms at least", i, got, want)
		}
	}
	s.Stop(0)
	if n := log.Count("too many open files"); n != 5 || !strings.Contains(log.String(), "scripted") {
		t.Errorf("%d errors in the log:\n%s", n, &log)
	}
	for _, pause := range []string{"pause=4ms", "pause=8ms", "pause=10ms"} {
		if !strings.Contains(log.String(), pause) {
			t.Errorf("no %s in\n%s", pause, &log)
		}
	}
}

func TestAcceptErrorThatIsFatalEndsTheServer(t *testing.T) {
	ln := newScripted(nil, &net.OpError{Op: "accept", Err: syscall.EINVAL})
	s := &server.StreamServer{Listener: ln, Handler: func(context.Context, net.Conn) {}, Log: testlog.Quiet}
	err := s.ServeForever(t.Context())
	if !errors.Is(err, syscall.EINVAL) || s.Started() || s.Accepting() {
		t.Error(err)
	}
	<-ln.closed
}

// A client that is accepted while the server is paused waits for its handler.
func TestStopAcceptingHoldsTheClientThatWasBeingAccepted(t *testing.T) {
	ln := &late{scripted: newScripted(), come: make(chan net.Conn)}
	var served atomic.Int32
	s := started(t, &server.StreamServer{Listener: ln, Handler: func(context.Context, net.Conn) { served.Add(1) }})
	quiesce.Until(t, "it accepts", func() bool { return len(ln.calls()) == 1 })
	s.StopAccepting()
	conn, client := net.Pipe()
	ln.come <- conn
	quiesce.Poller(t)
	quiesce.Others() // a handler would have begun, if there were one
	if served.Load() != 0 {
		t.Error("served while it was paused")
	}
	s.StartAccepting()
	if _, err := client.Read(make([]byte, 1)); err != io.EOF || served.Load() != 1 {
		t.Error(err, served.Load())
	}
	// And is closed if the server is stopped before.
	quiesce.Until(t, "it accepts", func() bool { return len(ln.calls()) == 2 })
	s.StopAccepting()
	conn, client = net.Pipe()
	ln.come <- conn
	s.Stop(0)
	if _, err := client.Read(make([]byte, 1)); err != io.EOF || served.Load() != 1 {
		t.Error(err, served.Load())
	}
}

// A late listener has no deadlines and returns what comes.
type late struct {
	*scripted
	come chan net.Conn
}

func (l *late) Accept() (net.Conn, error) {
	l.mu.Lock()
	l.times = append(l.times, time.Now())
	l.mu.Unlock()
	select {
	case conn := <-l.come:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Where clients come without an end, others have a turn after a hundred.
func TestOthersRunBesideClientsWithoutAnEnd(t *testing.T) {
	const all = 350
	ln := newScripted(make([]error, all)...)
	started(t, &server.StreamServer{Listener: ln, Handler: func(context.Context, net.Conn) {}})
	most, before := 0, 0
	// It is not preempted, by which others would have a second turn.
	if err := util.AssertSwitches(func() {
		for before <= all {
			greenrt.Yield()
			now := len(ln.calls())
			most, before = max(most, now-before), now
		}
	}); err != nil {
		t.Error(err)
	}
	if greenrt.Enabled() {
		//gevent:server.accept green
		if most > 100 {
			t.Errorf("%d clients were accepted between two turns", most)
		}
	}
}

// A server is stopped while it pauses after an error, is paused, or its pool is full.
func TestStopWhileTheAcceptorWaits(t *testing.T) {
	pausing := &server.StreamServer{Listener: newScripted(syscall.EMFILE), MinDelay: time.Hour}
	full := &server.StreamServer{Listener: newScripted(nil, nil, nil), PoolSize: 1}
	paused := &server.StreamServer{Listener: newScripted()}
	for name, s := range map[string]*server.StreamServer{"pausing": pausing, "full": full, "paused": paused} {
		s.Handler = func(context.Context, net.Conn) { greenrt.Sleep(time.Hour) }
		started(t, s)
		quiesce.Until(t, "it accepts", func() bool { return len(s.Listener.(*scripted).calls()) > 0 })
		if s == paused {
			s.StopAccepting()
		}
		stopping := greenrt.GoErr(func() error { return s.Stop(0) })
		if !stopping.JoinTimeout(time.Minute) || stopping.Err() != nil || s.Started() || s.Handlers() != 0 {
			t.Error(name, stopping, stopping.Err(), s.Handlers())
		}
	}
}
