package sockets

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	_ "unsafe" // for go:linkname
)

// TestToldTLS has connections that are not package net's own, or not only.
func TestToldTLS(t *testing.T) {
	balanced(t)
	for _, kind := range []string{"tls", "own"} {
		running, done := make(chan bool, 1), make(chan error, 1)
		srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/warm" {
				return
			}
			running <- true
			done <- ended(r.Context(), true)
		}))
		var asked atomic.Int64
		if kind == "tls" {
			srv.StartTLS()
		} else {
			srv.Listener = ownListener{srv.Listener, &asked}
			srv.Start()
		}
		for range 5 {
			raw, err := net.Dial("tcp", srv.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			raw.SetDeadline(time.Now().Add(patience))
			c := raw
			if kind == "tls" {
				c = tls.Client(raw, &tls.Config{InsecureSkipVerify: true})
			}
			for range 3 {
				write(t, c, "GET /warm HTTP/1.1\r\nHost: x\r\n\r\n")
				readAnswer(t, c)
			}
			asked.Store(0)
			write(t, c, get)
			<-running
			if kind == "own" {
				until(t, "a read of the connection's own", func() bool { return asked.Load() > 0 })
			}
			c.Close()
			if err := <-done; err != nil {
				t.Fatal(kind, err)
			}
		}
		srv.Close()
	}
}

// ownConn is a connection with a Read of its own, which has to be called.
type ownConn struct {
	*net.TCPConn
	asked *atomic.Int64
}

func (c ownConn) Read(p []byte) (int, error) {
	if len(p) == 1 { // as the background read's
		c.asked.Add(1)
	}
	return c.TCPConn.Read(p)
}

type ownListener struct {
	net.Listener
	asked *atomic.Int64
}

func (l ownListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return ownConn{c.(*net.TCPConn), l.asked}, nil
}

// readAnswer reads an answer without a body.
func readAnswer(t *testing.T, c net.Conn) {
	t.Helper()
	var text strings.Builder
	buf := make([]byte, 256)
	for !strings.HasSuffix(text.String(), "\r\n\r\n") {
		n, err := c.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(buf[:n])
	}
	if !strings.HasPrefix(text.String(), "HTTP/1.1 200") {
		t.Fatalf("%q", text.String())
	}
}
