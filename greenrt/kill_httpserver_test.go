package greenrt_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// What a handler of net/http leaves to the connection when it is interrupted, and goes on.

var errInterrupted = errors.New("interrupted")

// interrupted calls f, in which errInterrupted may be raised, and reports whether it was.
func interrupted(t *testing.T, f func()) (was bool) {
	defer func() {
		if r := recover(); r != nil {
			raised, ok := r.(*greenrt.Raised)
			if was = ok && raised.Err == errInterrupted; !was {
				t.Error("raised:", r)
			}
		}
	}()
	f()
	return false
}

// serve serves HTTP and returns a connection to it.
func serve(t *testing.T, handler http.HandlerFunc) *net.TCPConn {
	t.Helper()
	ln := listen(t)
	srv := &http.Server{Handler: handler, ErrorLog: discarded}
	served := make(chan error)
	go func() { served <- srv.Serve(ln) }()
	c, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		srv.Close()
		<-served
	})
	c.SetDeadline(time.Now().Add(patience))
	return c.(*net.TCPConn)
}

// A handler that was interrupted in the middle of a request's body answers, and the next
// request is read after the body.
func TestRaiseInRequestBody(t *testing.T) {
	reads, over := make(chan *greenrt.Greenlet), make(chan bool)
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "GET" {
			io.WriteString(w, "next")
			return
		}
		self := greenrt.Current()
		was := interrupted(t, func() {
			io.ReadFull(r.Body, make([]byte, 3))
			reads <- self
			io.Copy(io.Discard, r.Body)
		})
		if was != greenrt.Enabled() {
			t.Error("interrupted:", was)
		}
		if was {
			over <- true
		}
		http.Error(w, "too slow", http.StatusRequestTimeout)
	})
	io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
	gl := <-reads
	if greenrt.Enabled() {
		gl.Raise(errInterrupted)
		<-over
	}
	io.WriteString(c, "defghijGET / HTTP/1.1\r\nHost: x\r\n\r\n")
	b := bufio.NewReader(c)
	for _, want := range []struct {
		status int
		body   string
	}{{http.StatusRequestTimeout, "too slow\n"}, {http.StatusOK, "next"}} {
		resp, err := http.ReadResponse(b, nil)
		if err != nil {
			t.Fatal(want, err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != want.status || string(body) != want.body {
			t.Errorf("%v %q %v, want %v", resp.Status, body, err, want)
		}
	}
}

// A handler that is ended there is the end of the connection.
func TestRaiseEndsHandlerInRequestBody(t *testing.T) {
	reads := make(chan *greenrt.Greenlet)
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		self := greenrt.Current()
		io.ReadFull(r.Body, make([]byte, 3))
		reads <- self
		io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler) // as if it had been ended, if it was not
	})
	io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
	gl := <-reads
	if greenrt.Enabled() {
		gl.Raise(http.ErrAbortHandler)
	}
	c.CloseWrite()
	if b, err := io.ReadAll(c); len(b) > 0 || err != nil {
		t.Errorf("%q %v", b, err)
	}
}

// A response that was cut is not followed by anything.
func TestRaiseInResponse(t *testing.T) {
	const size, part = 64 << 20, 1 << 20 // more than the sockets' buffers hold
	writes, over := make(chan *greenrt.Greenlet), make(chan error, 1)
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/second" {
			io.WriteString(w, "second")
			return
		}
		self := greenrt.Current()
		w.Header().Set("Content-Length", strconv.Itoa(size))
		was := interrupted(t, func() {
			writes <- self
			w.Write(bytes.Repeat([]byte("a"), size/2))
		})
		if was != greenrt.Enabled() {
			t.Error("interrupted:", was)
		}
		if !was {
			w.Write(bytes.Repeat([]byte("a"), size/2))
		} else {
			_, err := w.Write(bytes.Repeat([]byte("more"), part)) // what it has announced is not there yet
			if r.Context().Err() == nil {
				t.Error("the request is not cancelled")
			}
			over <- err
		}
	})
	io.WriteString(c, "GET /first HTTP/1.1\r\nHost: x\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\n\r\n")
	gl := <-writes
	b := bufio.NewReader(c)
	resp, err := http.ReadResponse(b, nil)
	if err != nil {
		t.Fatal(err)
	}
	body := make([]byte, part, size)
	if _, err := io.ReadFull(resp.Body, body); err != nil {
		t.Fatal(err)
	}
	if greenrt.Enabled() {
		gl.Raise(errInterrupted)
		select {
		case err := <-over:
			if err == nil {
				t.Error("the handler could go on writing")
			}
		case <-time.After(patience):
			t.Error("the handler goes on writing")
		}
	}
	rest, err := io.ReadAll(resp.Body)
	body = append(body, rest...)
	if i := bytes.IndexFunc(body, func(r rune) bool { return r != 'a' }); i >= 0 {
		t.Errorf("the body has %.40q at %d", body[i:], i)
	}
	if greenrt.Enabled() {
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Error(len(body), err)
		}
		return
	}
	if len(body) != size || err != nil {
		t.Error(len(body), err)
	}
	if resp, err = http.ReadResponse(b, nil); err != nil || resp.StatusCode != http.StatusOK {
		t.Error(resp, err)
	}
}
