package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/internal/testlog"
	"github.com/go-greenify/greenify/greenrt/pool"
	"github.com/go-greenify/greenify/greenrt/server"
)

// Handlers that can be killed have as long as a busy machine needs.
func TestMain(m *testing.M) {
	server.SetKillGrace(time.Minute)
	m.Run()
}

func echo(_ context.Context, conn net.Conn) { io.Copy(conn, conn) }

// started starts s, and stops it when the test is over.
func started(t *testing.T, s *server.StreamServer) *server.StreamServer {
	t.Helper()
	if s.Addr == "" && s.Listener == nil {
		s.Addr = "127.0.0.1:0"
	}
	if s.Log == nil {
		s.Log = testlog.Quiet
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop(0) })
	return s
}

func dial(t *testing.T, s *server.StreamServer) net.Conn {
	t.Helper()
	conn, err := net.Dial(s.LocalAddr().Network(), s.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute))
	return conn
}

func ask(conn net.Conn, text string) (string, error) {
	if _, err := io.WriteString(conn, text); err != nil {
		return "", err
	}
	buf := make([]byte, len(text))
	n, err := io.ReadFull(conn, buf)
	return string(buf[:n]), err
}

func TestStreamServerServesManyAtOnce(t *testing.T) {
	// The path of a socket is limited, and t.TempDir's can be too long.
	dir, err := os.MkdirTemp("", "s")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	socket := filepath.Join(dir, "s")
	//gevent:server.spawn
	for _, s := range []*server.StreamServer{
		{Handler: echo},
		{Handler: echo, PoolSize: 100},
		{Handler: echo, Pool: pool.New(0)},
		{Handler: echo, Network: "unix", Addr: socket},
	} {
		started(t, s)
		var clients []*greenrt.Greenlet
		for range 100 {
			conn := dial(t, s)
			clients = append(clients, greenrt.GoErr(func() error {
				defer conn.Close()
				for range 10 {
					if got, err := ask(conn, "hello"); got != "hello" {
						return err
					}
				}
				return nil
			}))
		}
		if err := greenrt.FirstError(clients...); err != nil {
			t.Error(err)
		}
		quiesce.Until(t, "the handlers end", func() bool { return s.Handlers() == 0 })
	}
}

func TestHandlersConnectionIsClosedWhenItEnds(t *testing.T) {
	//gevent:server.close
	greenrt.OnPanic(func(*greenrt.Greenlet, *greenrt.PanicError) {})
	defer greenrt.OnPanic(nil)
	var n atomic.Int32
	s := started(t, &server.StreamServer{Handler: func(_ context.Context, conn net.Conn) {
		if n.Add(1) == 1 {
			panic("the server goes on")
		}
	}})
	for range 3 {
		if _, err := dial(t, s).Read(make([]byte, 1)); err != io.EOF {
			t.Error(err)
		}
	}
	if n.Load() != 3 {
		t.Error(n.Load(), "handlers ran")
	}
}

// A handler that is killed before it begins is never called; its connection is closed.
func TestHandlerThatIsKilledBeforeItBegins(t *testing.T) {
	var called atomic.Bool
	s := started(t, &server.StreamServer{Handler: func(context.Context, net.Conn) { called.Store(true) }})
	stop := greenrt.OnSpawn(func(gl *greenrt.Greenlet) { gl.KillTimeout(0) })
	defer stop()
	if _, err := dial(t, s).Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("not closed:", err)
	}
	if called.Load() {
		t.Error("the handler was called")
	}
	quiesce.Until(t, "it is forgotten", func() bool { return s.Handlers() == 0 })
}

func TestFullPoolStopsAccepting(t *testing.T) {
	//gevent:server.full
	for _, s := range []*server.StreamServer{{PoolSize: 2}, {Pool: pool.New(2)}} {
		var now, most atomic.Int32
		var begun, release event.Event
		s.Handler = func(context.Context, net.Conn) {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			if n == 2 {
				begun.Set()
			}
			release.Wait()
			now.Add(-1)
		}
		started(t, s)
		for range 6 {
			dial(t, s) // all are connected, by the kernel
		}
		if !begun.WaitTimeout(time.Minute) {
			t.Fatal("no two handlers")
		}
		quiesce.Poller(t)
		quiesce.Others() // a third would be inside, if there were one
		if !s.Full() || s.Handlers() != 2 {
			t.Errorf("full %v, %d handlers", s.Full(), s.Handlers())
		}
		release.Set()
		quiesce.Until(t, "all were served", func() bool { return s.Handlers() == 0 && !s.Full() })
		if most.Load() != 2 {
			t.Error(most.Load(), "at once")
		}
	}
}

func TestStopAcceptingAndStartAccepting(t *testing.T) {
	s := started(t, &server.StreamServer{Handler: echo})
	ask(dial(t, s), "x")
	for range 3 {
		s.StopAccepting()
		s.StopAccepting()
		if s.Accepting() || !s.Started() {
			t.Error("accepting")
		}
		quiesce.Others() // a handler can answer before the acceptor has counted it
		before := s.Handlers()
		conn := dial(t, s)
		quiesce.Poller(t)
		quiesce.Others() // a handler would have begun, if there were one
		if s.Handlers() != before {
			t.Error("a client was served:", before, s.Handlers())
		}
		s.StartAccepting()
		s.StartAccepting()
		if got, err := ask(conn, "now"); got != "now" || !s.Accepting() {
			t.Error(got, err)
		}
	}
	// Paused servers can be stopped.
	s.StopAccepting()
	if err := s.Stop(0); err != nil {
		t.Error(err)
	}
	s.StartAccepting()
}

func TestStartTwiceRestartAndAddresses(t *testing.T) {
	// An address at which nobody else listens, so that the port is free again.
	pid := os.Getpid()
	s := started(t, &server.StreamServer{Handler: echo, Addr: fmt.Sprintf("127.%d.%d.%d:0", 1+pid>>16&0x3f, pid>>8&0xff, 1+pid&0x7f)})
	if err := s.Start(); err != server.ErrStarted {
		t.Error(err)
	}
	addr := s.LocalAddr().String()
	s.Stop(0)
	if s.LocalAddr() != nil {
		t.Error("a stopped server has an address")
	}
	s.Addr = addr
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	if got, err := ask(dial(t, s), "again"); got != "again" {
		t.Error(got, err)
	}
	other := &server.StreamServer{Addr: addr, Handler: echo}
	if err := other.Start(); !errors.Is(err, syscall.EADDRINUSE) || !strings.Contains(err.Error(), addr) || !strings.Contains(err.Error(), "choose another address") {
		t.Error(err)
	}
	datagrams := server.NewDatagramServer("127.0.0.1:0", func(context.Context, []byte, net.Addr) {})
	if err := datagrams.Start(); err != nil {
		t.Fatal(err)
	}
	defer datagrams.Stop(0)
	same := server.NewDatagramServer(datagrams.LocalAddr().String(), datagrams.Handler)
	if err := same.Start(); !errors.Is(err, syscall.EADDRINUSE) || !strings.Contains(err.Error(), datagrams.LocalAddr().String()) {
		t.Error(err)
	}
	if err := new(server.StreamServer).Start(); err == nil || !strings.Contains(err.Error(), "Handler") {
		t.Error(err)
	}
	if err := new(server.DatagramServer).Start(); err == nil || !strings.Contains(err.Error(), "Handler") {
		t.Error(err)
	}
	if err := server.NewStreamServer("127.0.0.1:http-alt-x", echo).Start(); err == nil || !strings.Contains(err.Error(), "http-alt-x") {
		t.Error(err)
	}
}

func TestGivenListener(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := started(t, &server.StreamServer{Listener: ln, Handler: echo})
	if s.LocalAddr() != ln.Addr() {
		t.Error(s.LocalAddr())
	}
	if got, err := ask(dial(t, s), "given"); got != "given" {
		t.Error(got, err)
	}
	s.Stop(0)
	if _, err := ln.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Error("the listener was not closed:", err)
	}
	// It is closed, which the next run finds out at once.
	if err := s.ServeForever(t.Context()); !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}

func TestServeForeverEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &server.StreamServer{Addr: "127.0.0.1:0", Handler: echo, PoolSize: 1, StopTimeout: time.Millisecond}
	serving := greenrt.GoErr(func() error { return s.ServeForever(ctx) })
	quiesce.Until(t, "it serves", s.Accepting)
	conn := dial(t, s)
	ask(conn, "x")
	cancel()
	if !serving.JoinTimeout(time.Minute) || serving.Err() != nil || s.Started() {
		t.Error(serving, serving.Err())
	}
	if _, err := conn.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the handler was not killed:", err)
	}
}

func TestServeForeverEndsWhenTheServerIsStopped(t *testing.T) {
	s := &server.StreamServer{Addr: "127.0.0.1:0", Handler: echo}
	serving := greenrt.GoErr(func() error { return s.ServeForever(context.Background()) })
	quiesce.Until(t, "it serves", s.Accepting)
	s.Stop(0)
	if !serving.JoinTimeout(time.Minute) || serving.Err() != nil {
		t.Error(serving, serving.Err())
	}
}

func TestServeForeverStopsTheServerWhenItIsKilled(t *testing.T) {
	s := &server.StreamServer{Addr: "127.0.0.1:0", Handler: echo, PoolSize: 1, StopTimeout: time.Millisecond}
	serving := greenrt.GoErr(func() error { return s.ServeForever(context.Background()) })
	quiesce.Until(t, "it serves", s.Accepting)
	ask(dial(t, s), "x")
	quiesce.Until(t, "it waits", func() bool { err := serving.KillTimeout(0); return err != greenrt.ErrUnreachable })
	if !serving.JoinTimeout(time.Minute) || !serving.Killed() || s.Started() || s.Handlers() != 0 {
		t.Error(serving, s.Handlers())
	}
}
