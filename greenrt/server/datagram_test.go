package server_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/internal/testlog"
	"github.com/go-greenify/greenify/greenrt/server"
)

func startDatagrams(t *testing.T, s *server.DatagramServer) *net.UDPConn {
	t.Helper()
	s.Addr, s.Log = "127.0.0.1:0", testlog.Quiet
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop(0) })
	conn, err := net.DialUDP("udp", nil, s.LocalAddr().(*net.UDPAddr))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute))
	return conn
}

func TestDatagramServerAnswers(t *testing.T) {
	//gevent:server.datagram
	s := new(server.DatagramServer)
	s.Handler = func(_ context.Context, data []byte, from net.Addr) {
		greenrt.Yield() // the data is this handler's
		if _, err := s.WriteTo(data, from); err != nil {
			t.Error(err)
		}
	}
	conn := startDatagrams(t, s)
	buf := make([]byte, 1<<16)
	for _, want := range [][]byte{[]byte("one"), {}, bytes.Repeat([]byte("x"), 60000)} {
		if _, err := conn.Write(want); err != nil {
			t.Fatal(err)
		}
		if n, err := conn.Read(buf); err != nil || !bytes.Equal(buf[:n], want) {
			t.Errorf("%d bytes, want %d: %v", n, len(want), err)
		}
	}
	s.Stop(0)
	if _, err := s.WriteTo(nil, conn.LocalAddr()); !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}

func TestDatagramServerPoolAndStop(t *testing.T) {
	var inside, release event.Event
	var served atomic.Int32
	s := &server.DatagramServer{PoolSize: 1}
	s.Handler = func(_ context.Context, data []byte, from net.Addr) {
		served.Add(1)
		inside.Set()
		release.Wait()
		s.WriteTo(data, from)
	}
	conn := startDatagrams(t, s)
	conn.Write([]byte("first"))
	inside.Wait()
	conn.Write([]byte("waits in the kernel"))
	quiesce.Poller(t)
	quiesce.Others() // a second handler would have begun, if there were one
	if served.Load() != 1 || !s.Full() {
		t.Error(served.Load())
	}
	stopping := greenrt.GoErr(func() error { return s.Stop(greenrt.Never) })
	quiesce.Until(t, "it stops", func() bool { return !s.Accepting() })
	release.Set() // the handler can still answer
	buf := make([]byte, 100)
	if n, err := conn.Read(buf); err != nil || string(buf[:n]) != "first" {
		t.Error(string(buf[:n]), err)
	}
	if !stopping.JoinTimeout(time.Minute) || stopping.Err() != nil || served.Load() != 1 {
		t.Error(stopping, stopping.Err(), served.Load())
	}
}

func TestDatagramServerKillsHandlersWhenItsTimeIsOver(t *testing.T) {
	var inside event.Event
	var killed atomic.Bool
	s := &server.DatagramServer{PoolSize: 1, Handler: func(ctx context.Context, _ []byte, _ net.Addr) {
		defer func() { killed.Store(ctx.Err() != nil) }()
		inside.Set()
		greenrt.Sleep(time.Hour)
	}}
	conn := startDatagrams(t, s)
	conn.Write([]byte("x"))
	inside.Wait()
	if err := s.Stop(time.Millisecond); err != nil || !killed.Load() {
		t.Error(err, killed.Load())
	}
}

func TestDatagramServerStopAccepting(t *testing.T) {
	var served atomic.Int32
	s := &server.DatagramServer{Handler: func(context.Context, []byte, net.Addr) { served.Add(1) }}
	conn := startDatagrams(t, s)
	s.StopAccepting()
	conn.Write([]byte("x"))
	quiesce.Poller(t)
	quiesce.Others() // a handler would have begun, if there were one
	if served.Load() != 0 {
		t.Error("served while it was paused")
	}
	s.StartAccepting()
	quiesce.Until(t, "it is served", func() bool { return served.Load() == 1 })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.ServeForever(ctx); err != nil || s.Started() {
		t.Error(err)
	}
}
