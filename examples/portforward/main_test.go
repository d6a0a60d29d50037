package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt/server"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}

// start starts s and returns where it is.
func start(t *testing.T, s *server.StreamServer) string {
	t.Helper()
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop(time.Second) })
	return s.LocalAddr().String()
}

func dial(t *testing.T, addr string) *net.TCPConn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(30 * time.Second))
	return c.(*net.TCPConn)
}

func TestForward(t *testing.T) {
	// It answers with all that it was sent, when that has ended.
	mirror := start(t, server.NewStreamServer("127.0.0.1:0", func(_ context.Context, c net.Conn) {
		text, err := io.ReadAll(c)
		if err != nil {
			t.Error(err)
		}
		c.Write(text)
	}))
	addr := start(t, forwarder("127.0.0.1:0", mirror))
	var all sync.WaitGroup
	for i := range 20 {
		c := dial(t, addr)
		all.Go(func() {
			want := bytes.Repeat([]byte{byte(i)}, 100_000)
			c.Write(want)
			c.CloseWrite()
			if got, err := io.ReadAll(c); !bytes.Equal(got, want) || err != nil {
				t.Errorf("%d bytes, want %d: %v", len(got), len(want), err)
			}
		})
	}
	all.Wait()
}

// When one side breaks off, the other is closed as well.
func TestOneSideBreaksOff(t *testing.T) {
	ended := make(chan error)
	far := start(t, server.NewStreamServer("127.0.0.1:0", func(_ context.Context, c net.Conn) {
		c.Write([]byte("x"))
		_, err := c.Read(make([]byte, 1))
		ended <- err
	}))
	s := forwarder("127.0.0.1:0", far)
	c := dial(t, start(t, s))
	if _, err := c.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	c.SetLinger(0) // by a reset
	c.Close()
	if err := <-ended; err == nil {
		t.Error("the other side goes on")
	}
}

func TestNobodyThere(t *testing.T) {
	// The port of a client: nobody listens there, nor can, as long as it is connected. One that
	// a listener has given back may be another's at once.
	somewhere := start(t, server.NewStreamServer("127.0.0.1:0", func(_ context.Context, c net.Conn) { io.Copy(io.Discard, c) }))
	nowhere := dial(t, somewhere).LocalAddr().String()
	c := dial(t, start(t, forwarder("127.0.0.1:0", nowhere)))
	if _, err := c.Read(make([]byte, 1)); err != io.EOF {
		t.Error(err)
	}
}

// At the end connections are killed, whatever they wait for.
func TestEnd(t *testing.T) {
	silent := start(t, server.NewStreamServer("127.0.0.1:0", func(_ context.Context, c net.Conn) {
		c.Write([]byte("x"))
		io.Copy(io.Discard, c)
	}))
	s := forwarder("127.0.0.1:0", silent)
	s.PoolSize = 10
	c := dial(t, start(t, s))
	if _, err := c.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	// Stop gives those whom it kills a second, in which a busy machine need not run them.
	var late *server.HandlersError
	if err := s.Stop(time.Millisecond); err != nil && !errors.As(err, &late) {
		t.Error(err)
	}
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("the connection goes on")
	}
	for s.Handlers() > 0 {
		runtime.Gosched()
	}
}
