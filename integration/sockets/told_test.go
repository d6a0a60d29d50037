package sockets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	_ "unsafe" // for go:linkname

	"github.com/go-greenify/greenify/greenrt"
)

// The moments at which the poller is asked to tell of a client that goes away, is told off,
// or tells: together with a request that comes early, a deadline, Close, another reader,
// another client that goes.

// netpollWaiters is the runtime's count of those who wait for the poller. While it is not
// zero a thread stays in the poller, and no deadlock is reported.
//
//go:linkname netpollWaiters runtime.netpollWaiters
var netpollWaiters uint32

// balanced has the test fail if it leaves somebody behind whom the runtime believes to wait. What
// an earlier test has left behind may have to end first: between two tests nobody waits.
func balanced(t *testing.T) {
	t.Helper()
	nobody := func() {
		t.Helper()
		until(t, fmt.Sprintf("%d waiters in the poller to be none", int32(atomic.LoadUint32(&netpollWaiters))), func() bool {
			return atomic.LoadUint32(&netpollWaiters) == 0
		})
	}
	nobody()
	t.Cleanup(nobody)
}

// A house is a server of which the test knows the connections.
type house struct {
	*httptest.Server
	conns chan net.Conn                  // as they are accepted
	state func(net.Conn, http.ConnState) // may be nil
}

func open(t *testing.T, h http.HandlerFunc, state func(net.Conn, http.ConnState)) *house {
	t.Helper()
	s := &house{httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/warm" {
			h(w, r)
		}
	})), make(chan net.Conn, 100), state}
	s.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		s.conns <- c
		return ctx
	}
	s.Config.ConnState = func(c net.Conn, cs http.ConnState) {
		if s.state != nil {
			s.state(c, cs)
		}
	}
	s.Config.ErrorLog = log.New(noPanics{t}, "", 0)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// noPanics is the log of a server, which recovers what panics.
type noPanics struct{ t *testing.T }

func (w noPanics) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("panic")) {
		w.t.Errorf("the server says: %s", p)
	}
	return len(p), nil
}

// visit connects to the house, and makes the requests after which the poller is asked. It
// returns both ends.
func (s *house) visit(t *testing.T) (*conversation, *net.TCPConn) {
	t.Helper()
	c := dialHTTP(t, s.Server, overTCP)
	return c, (<-s.conns).(*net.TCPConn)
}

// TestToldOff has requests that the poller is asked to watch and that end by themselves.
func TestToldOff(t *testing.T) {
	balanced(t)
	s := open(t, func(w http.ResponseWriter, r *http.Request) {}, nil)
	c, _ := s.visit(t)
	const requests = 300
	before := created()
	for range requests {
		write(t, c.TCPConn, get)
		c.answer(t, 200)
	}
	// Without the poller's help each has a goroutine that reads.
	if n := created() - before; (n < requests) != greenrt.Enabled() {
		t.Errorf("enabled=%v, and %d goroutines were started for %d requests", greenrt.Enabled(), n, requests)
	}
}

func created() uint64 {
	s := []metrics.Sample{{Name: "/sched/goroutines-created:goroutines"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// TestToldEarly has a part of the next request come, and the poller know of it, when a
// request is read and not yet watched.
func TestToldEarly(t *testing.T) {
	balanced(t)
	var next atomic.Pointer[conversation]
	var fd atomic.Int64
	s := open(t, func(w http.ResponseWriter, r *http.Request) {}, func(_ net.Conn, cs http.ConnState) {
		if c := next.Load(); c != nil && cs == http.StateActive {
			io.WriteString(c.TCPConn, "G")
			arrived(t, int(fd.Load()), 1)
			pollOnce(t)
		}
	})
	for range 20 {
		c, server := s.visit(t)
		fd.Store(int64(number(t, server)))
		for range 2 { // SyscallConn had the descriptor
			write(t, c.TCPConn, "GET /warm HTTP/1.1\r\nHost: x\r\n\r\n")
			c.answer(t, 200)
		}
		next.Store(c)
		write(t, c.TCPConn, get)
		c.answer(t, 200)
		next.Store(nil)
		write(t, c.TCPConn, get[1:])
		c.answer(t, 200)
		c.TCPConn.Close()
	}
}

// pollOnce has somebody fetch events: a message goes around through the poller.
func pollOnce(t *testing.T) {
	near, far := ends(t, "unix")
	c := calls(false, reads(near))
	waiting(t, 1)
	write(t, far, "x")
	if err := c.ends(t); err != nil {
		t.Error(err)
	}
	near.Close()
	far.Close()
}

// TestToldBesideReader has somebody read the connection when its background read begins,
// which then has to wait for its turn.
func TestToldBesideReader(t *testing.T) {
	balanced(t)
	done := make(chan error, 1)
	began, read := make(chan bool), make(chan string)
	var server *net.TCPConn
	s := open(t, func(w http.ResponseWriter, r *http.Request) {
		c := calls(false, func() error {
			buf := make([]byte, 16)
			n, err := server.Read(buf)
			read <- string(buf[:n])
			return err
		})
		waiting(t, 1)
		io.ReadAll(r.Body) // at its end the background read begins
		began <- true
		done <- errors.Join(c.ends(t), ended(r.Context(), true))
	}, nil)
	var c *conversation
	for range 20 {
		c, server = s.visit(t)
		write(t, c.TCPConn, post+"body")
		<-began
		write(t, c.TCPConn, "mine")
		if got := <-read; got != "mine" {
			t.Fatalf("the reader got %q", got)
		}
		c.TCPConn.Close()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
}

// TestToldByMany ends what the poller watches in every way, and more than one at a time.
func TestToldByMany(t *testing.T) {
	for name, goes := range map[string]func(c *conversation, server *net.TCPConn){
		"client closes":   func(c *conversation, _ *net.TCPConn) { c.TCPConn.Close() },
		"client resets":   func(c *conversation, _ *net.TCPConn) { c.SetLinger(0); c.TCPConn.Close() },
		"server closes":   func(_ *conversation, server *net.TCPConn) { server.Close() },
		"server, by half": func(_ *conversation, server *net.TCPConn) { server.CloseRead() },
		"deadline":        func(_ *conversation, server *net.TCPConn) { server.SetReadDeadline(time.Unix(1, 0)) },
		"deadline soon": func(_ *conversation, server *net.TCPConn) {
			server.SetReadDeadline(time.Now().Add(time.Millisecond))
		},
		"both": func(c *conversation, server *net.TCPConn) {
			go c.TCPConn.Close()
			server.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			balanced(t)
			running, done := make(chan bool, 10), make(chan error, 10)
			s := open(t, func(w http.ResponseWriter, r *http.Request) {
				running <- true
				done <- ended(r.Context(), true)
			}, nil)
			for range 10 {
				const many = 5
				var wg sync.WaitGroup
				var clients [many]*conversation
				var servers [many]*net.TCPConn
				for i := range many {
					clients[i], servers[i] = s.visit(t)
					write(t, clients[i].TCPConn, get)
					<-running
				}
				for i := range many {
					wg.Go(func() { calls(i == 0, func() error { goes(clients[i], servers[i]); return nil }).ends(t) })
				}
				wg.Wait()
				for range many {
					if err := <-done; err != nil {
						t.Fatal(err)
					}
				}
				for _, c := range clients {
					c.TCPConn.Close()
				}
			}
		})
	}
}

// TestToldInBubble has the server in a bubble of testing/synctest, into which nobody may
// reach from outside.
func TestToldInBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		running, done := make(chan bool, 1), make(chan error, 1)
		srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/warm" {
				return
			}
			running <- true
			<-r.Context().Done()
			done <- nil
		})}
		served := make(chan error, 1)
		go func() { served <- srv.Serve(l) }()
		for range 5 {
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				write(t, c, "GET /warm HTTP/1.1\r\nHost: x\r\n\r\n")
				readAnswer(t, c)
			}
			write(t, c, get)
			<-running
			runtime.Gosched()
			c.Close()
			<-done
		}
		srv.Close()
		<-served
	})
}
