package conform

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A server and one connection to it.
func serve(t *testing.T, handler http.HandlerFunc, change func(*http.Server)) (net.Conn, *bufio.Reader) {
	t.Helper()
	srv := httptest.NewUnstartedServer(handler)
	if change != nil {
		change(srv.Config)
	}
	srv.Start()
	t.Cleanup(srv.Close)
	c, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c, bufio.NewReader(c)
}

// answer reads a response and its body.
func answer(t *testing.T, r *bufio.Reader) (*http.Response, string) {
	t.Helper()
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestHTTPKeepsAliveAndChunks(t *testing.T) {
	c, r := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		for _, word := range strings.Fields(string(body)) {
			fmt.Fprint(w, word)
			http.NewResponseController(w).Flush()
		}
	}, nil)
	for range 3 {
		io.WriteString(c, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\na bc\r\n2\r\n d\r\n0\r\n\r\n")
		resp, body := answer(t, r)
		//gevent:pywsgi.keepalive
		//gevent:pywsgi.chunked
		if resp.StatusCode != 200 || len(resp.TransferEncoding) != 1 || resp.TransferEncoding[0] != "chunked" || body != "abcd" {
			t.Fatal(resp, body)
		}
	}
}

func TestHTTPLimits(t *testing.T) {
	big := strings.Repeat("a", 16<<10)
	hello := func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello") }
	for _, tt := range []struct {
		name, request string
		max, status   int
	}{
		{"as it should be", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 1 << 10, 200},
		{"long", "GET /" + big + " HTTP/1.1\r\nHost: x\r\n\r\n", 0, 200},
		{"too long", "GET /" + big + " HTTP/1.1\r\nHost: x\r\n\r\n", 1 << 10, http.StatusRequestHeaderFieldsTooLarge},
		{"too many headers", "GET / HTTP/1.1\r\nHost: x\r\nA: " + big + "\r\n\r\n", 1 << 10, http.StatusRequestHeaderFieldsTooLarge},
		{"no header", "GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", 0, http.StatusBadRequest},
		{"space before the colon", "GET / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n", 0, http.StatusBadRequest},
		{"control character", "GET / HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n", 0, http.StatusBadRequest},
		{"two lengths", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 0, http.StatusBadRequest},
	} {
		c, r := serve(t, hello, func(s *http.Server) { s.MaxHeaderBytes = tt.max })
		io.WriteString(c, tt.request)
		resp, _ := answer(t, r)
		//gevent:pywsgi.limit
		//gevent:pywsgi.validate
		if resp.StatusCode != tt.status {
			t.Errorf("%s: %v", tt.name, resp.Status)
		}
	}
}

func TestHTTPErrorLog(t *testing.T) {
	logged := make(reports, 10)
	c, r := serve(t, func(w http.ResponseWriter, r *http.Request) { panic("oh") }, func(s *http.Server) {
		s.ErrorLog = log.New(logged, "", 0)
	})
	io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	if _, err := r.ReadByte(); err != io.EOF {
		t.Error(err)
	}
	//gevent:pywsgi.log
	if text := <-logged; !strings.Contains(text, "panic serving") || !strings.Contains(text, "oh") {
		t.Errorf("%q", text)
	}
}

// reports are what was written to a log.
type reports chan string

func (r reports) Write(text []byte) (int, error) {
	r <- string(text)
	return len(text), nil
}
