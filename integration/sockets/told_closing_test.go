package sockets

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"sync/atomic"
	"testing"
	_ "unsafe" // for go:linkname
)

// TestToldClosing closes a connection from a thread of its own at about the moment at which
// the poller is asked.
func TestToldClosing(t *testing.T) {
	balanced(t)
	var active atomic.Int32
	failed, closed := make(chan error, 1), make(chan bool, 1)
	s := open(t, func(w http.ResponseWriter, r *http.Request) {
		if err := ended(r.Context(), true); err != nil {
			failed <- err
		}
	}, func(_ net.Conn, cs http.ConnState) {
		switch cs {
		case http.StateActive:
			active.Add(1)
		case http.StateClosed: // after the handler, if it ran
			closed <- true
		}
	})
	for range torture(300) {
		c, server := s.visit(t)
		before := active.Load()
		closer := calls(true, func() error {
			for i := 0; active.Load() == before; i++ {
				if i%100 == 99 {
					runtime.Gosched() // there may be one P
				}
			}
			spin(rand.IntN(400))
			return server.Close()
		})
		write(t, c.TCPConn, get)
		if err := closer.ends(t); err != nil {
			t.Fatal(err)
		}
		<-closed
		c.TCPConn.Close()
		select {
		case err := <-failed:
			t.Fatal(err)
		default:
		}
	}
}

// TestToldClosed has the connection closed, and its descriptor free, when its background read
// begins.
func TestToldClosed(t *testing.T) {
	balanced(t)
	var armed atomic.Bool
	done := make(chan error, 1)
	s := open(t, func(w http.ResponseWriter, r *http.Request) { done <- ended(r.Context(), true) },
		func(c net.Conn, cs http.ConnState) {
			if cs == http.StateActive && armed.Load() {
				c.Close()
			}
		})
	for range 20 {
		c, _ := s.visit(t)
		armed.Store(true)
		write(t, c.TCPConn, get)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		armed.Store(false)
		c.TCPConn.Close()
	}
}

// TestToldTogether has two clients go at about the same moment: the second while what tells
// of the first is about to wait for more.
func TestToldTogether(t *testing.T) {
	balanced(t)
	running, done := make(chan bool, 2), make(chan error, 2)
	s := open(t, func(w http.ResponseWriter, r *http.Request) {
		running <- true
		done <- ended(r.Context(), true)
	}, nil)
	for i := range torture(300) {
		var clients [2]*conversation
		var servers [2]*net.TCPConn
		for i := range clients {
			clients[i], servers[i] = s.visit(t)
			write(t, clients[i].TCPConn, get)
			<-running
		}
		// Either the poller tells, or whoever closes.
		goes := func(k int) error {
			if i%2 == 0 {
				return clients[k].TCPConn.Close()
			}
			return servers[k].Close()
		}
		first := calls(true, func() error { return goes(0) })
		second := calls(true, func() error {
			spin(rand.IntN(2000))
			return goes(1)
		})
		if err := errors.Join(first.ends(t), second.ends(t), <-done, <-done); err != nil {
			t.Fatal(err)
		}
		for _, c := range clients {
			c.TCPConn.Close()
		}
	}
}

// torture is how often something is tried that is seldom hit: less often with -short.
func torture(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// spin passes some nanoseconds, n times.
func spin(n int) {
	for range n {
		spun.Add(1)
	}
}

var spun atomic.Int64
