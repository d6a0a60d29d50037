package sockets

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

const get, post = "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n"

// ended waits for the end of the request, for a moment if it is not to come.
func ended(ctx context.Context, comes bool) error {
	wait := 100 * time.Millisecond
	if comes {
		wait = patience
	}
	select {
	case <-ctx.Done():
		if !comes {
			return fmt.Errorf("the request was cancelled")
		}
	case <-time.After(wait):
		if comes {
			return fmt.Errorf("the request was not cancelled")
		}
	}
	return nil
}

// TestClientGoes has the client go away in several ways while a handler runs.
func TestClientGoes(t *testing.T) { each(t, clientGoes) }

func clientGoes(t *testing.T, converse dialogue) {
	for _, tt := range []struct {
		name    string
		request string
		goes    func(*conversation)
		cancels bool
	}{
		{"close", get, func(c *conversation) { c.TCPConn.Close() }, true},
		{"close with a body", post + "body", func(c *conversation) { c.TCPConn.Close() }, true},
		{"half close", get, func(c *conversation) { c.CloseWrite() }, true},
		{"half close of TCP", get, func(c *conversation) { c.TCPConn.CloseWrite() }, true},
		{"reset", get, func(c *conversation) { c.SetLinger(0); c.TCPConn.Close() }, true},
		{"pipelined", get, func(c *conversation) { io.WriteString(c.stream, get) }, false},
		{"pipelined, close", get, func(c *conversation) { io.WriteString(c.stream, get); settle(); c.TCPConn.Close() }, false},
		{"nothing", get, func(c *conversation) {}, false},
		{"server closes", get, func(c *conversation) { c.srv.CloseClientConnections() }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			running, done := make(chan bool, 2), make(chan error, 2)
			c := converse(t, func(w http.ResponseWriter, r *http.Request) {
				io.ReadAll(r.Body)
				gone := w.(interface{ CloseNotify() <-chan bool }).CloseNotify() // http.CloseNotifier is deprecated
				running <- true
				err := ended(r.Context(), tt.cancels)
				if tt.cancels && err == nil {
					select {
					case <-gone:
					case <-time.After(patience):
						err = fmt.Errorf("CloseNotify did not notify")
					}
				}
				done <- err
			})
			write(t, c.stream, tt.request)
			<-running
			tt.goes(c)
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
}

// TestRequestWithFIN has the client's end arrive together with the request.
func TestRequestWithFIN(t *testing.T) { each(t, requestWithFIN) }

func requestWithFIN(t *testing.T, converse dialogue) {
	done := make(chan error, 1)
	for range 20 {
		c := converse(t, func(w http.ResponseWriter, r *http.Request) { done <- ended(r.Context(), true) })
		write(t, c.stream, get)
		c.CloseWrite()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
}

// TestHandlerDeadline has the handler set a read deadline, which ends the read that
// waits for the client to go away, and with it the request.
func TestHandlerDeadline(t *testing.T) { each(t, handlerDeadline) }

func handlerDeadline(t *testing.T, converse dialogue) {
	for _, when := range []time.Duration{-time.Second, 10 * time.Millisecond} {
		done := make(chan error, 1)
		c := converse(t, func(w http.ResponseWriter, r *http.Request) {
			if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(when)); err != nil {
				t.Error(err)
			}
			done <- ended(r.Context(), true)
		})
		write(t, c.stream, get)
		if err := <-done; err != nil {
			t.Error(when, err)
		}
	}
}

// TestPipelined sends requests together and while others are served.
func TestPipelined(t *testing.T) { each(t, pipelined) }

func pipelined(t *testing.T, converse dialogue) {
	n := 0
	c := converse(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		n++
		if n%3 == 0 {
			settle()
		}
		fmt.Fprintf(w, "%d%s", n, body)
	})
	next := 1
	for i := range 50 {
		text := strings.Repeat(get, i%4) + post + "body"
		if i%2 == 0 {
			text += post + "bo"
			write(t, c.stream, text)
			time.Sleep(time.Duration(i%7) * time.Millisecond)
			text = "dy"
		} else {
			write(t, c.stream, text)
			text = ""
		}
		write(t, c.stream, text)
		for range i % 4 {
			if got := c.answer(t, 200); got != fmt.Sprint(next) {
				t.Fatalf("answer %q, want %d", got, next)
			}
			next++
		}
		for range 2 - i%2 {
			if got := c.answer(t, 200); got != fmt.Sprint(next, "body") {
				t.Fatalf("answer %q, want %d", got, next)
			}
			next++
		}
	}
}

// TestAhead sends each request while the one before it is served, and lets that end at
// all moments from before the poller hears of it to after the byte was read.
func TestAhead(t *testing.T) { each(t, ahead) }

func ahead(t *testing.T, converse dialogue) {
	const requests = 3000
	end := make(chan bool)
	c := converse(t, func(w http.ResponseWriter, r *http.Request) {
		<-end
		io.WriteString(w, r.Method+r.URL.RawQuery)
	})
	go func() {
		for i := range requests + 1 {
			if i < requests {
				fmt.Fprintf(c.stream, "GET /?%d HTTP/1.1\r\nHost: x\r\n\r\n", i)
			}
			for range rand.IntN(300) {
				runtime.Gosched()
			}
			if i > 0 {
				end <- true
			}
		}
	}()
	for i := range requests {
		if got := c.answer(t, 200); got != fmt.Sprint("GET", i) {
			t.Fatalf("answer %q, want GET%d", got, i)
		}
	}
}

// TestHijack takes connections over, with and without bytes that came before.
func TestHijack(t *testing.T) { each(t, hijack) }

func hijack(t *testing.T, converse dialogue) {
	for _, early := range []string{"", "e", "early"} {
		c := converse(t, func(w http.ResponseWriter, r *http.Request) {
			if early != "" {
				settle() // until something reads them
			}
			conn, rw, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			rw.WriteString("HTTP/1.1 101 Switching\r\n\r\n")
			rw.Flush()
			io.Copy(conn, rw) // echo until the client's half close
		})
		write(t, c.stream, get)
		write(t, c.stream, early)
		resp, err := http.ReadResponse(c.Reader, nil)
		if err != nil || resp.StatusCode != 101 {
			t.Fatal(resp, err)
		}
		write(t, c.stream, "late")
		c.CloseWrite()
		if got, err := io.ReadAll(c.Reader); string(got) != early+"late" || err != nil {
			t.Fatalf("echo %q, %v", got, err)
		}
	}
}

// TestExpectContinue has bodies that come when they are asked for, and trailers.
func TestExpectContinue(t *testing.T) {
	//gevent:pywsgi.continue
	each(t, expectContinue)
}

func expectContinue(t *testing.T, converse dialogue) {
	c := converse(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %v %v", body, err, r.Trailer)
	})
	for range 5 {
		write(t, c.stream, "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n")
		line, err := c.ReadString('\n')
		if err != nil || line != "HTTP/1.1 100 Continue\r\n" {
			t.Fatalf("%q, %v", line, err)
		}
		c.ReadString('\n')
		write(t, c.stream, "4\r\nbody\r\n0\r\nT: v\r\n\r\n")
		if got, want := c.answer(t, 200), "body <nil> map[T:[v]]"; got != want {
			t.Fatalf("answer %q, want %q", got, want)
		}
	}
}

// TestNoGoroutineReads looks for the goroutine that a green build does without.
func TestNoGoroutineReads(t *testing.T) { each(t, noGoroutineReads) }

func noGoroutineReads(t *testing.T, converse dialogue) {
	s := enter(t, converse)
	for range 3 {
		s.end(t, s.watched(t, "watched"), "watched")
	}
}
