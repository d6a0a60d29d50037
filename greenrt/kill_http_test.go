package greenrt_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// net/http's client waits in the stead of goroutines of its own, which have the connection.
// Who is killed meanwhile must not leave them waiting.

// client returns a server's client that speaks HTTP/1 or 2.
func client(t *testing.T, http2 bool, handler http.HandlerFunc) (*http.Client, string) {
	t.Helper()
	srv := httptest.NewUnstartedServer(handler)
	srv.EnableHTTP2 = http2
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv.Client(), srv.URL
}

func TestKillHTTPRequest(t *testing.T) {
	if !greenrt.Enabled() {
		return // a kill does not reach it
	}
	for name, http2 := range map[string]bool{"HTTP/1": false, "HTTP/2": true} {
		t.Run(name, func(t *testing.T) {
			arrived, gone := make(chan bool), make(chan bool)
			c, url := client(t, http2, func(w http.ResponseWriter, r *http.Request) {
				if (r.ProtoMajor == 2) != http2 {
					t.Error(r.Proto)
				}
				if r.URL.Path == "/quick" {
					return
				}
				arrived <- true
				<-r.Context().Done()
				gone <- true
			})
			get := greenrt.GoErr(func() error {
				resp, err := c.Get(url)
				if err == nil {
					resp.Body.Close()
				}
				return err
			})
			<-arrived
			if err := get.Kill(); err != nil || !get.Killed() {
				t.Error(err, get)
			}
			select {
			case <-gone:
			case <-time.After(patience):
				t.Fatal("the request goes on")
			}
			if resp, err := c.Get(url + "/quick"); err != nil || resp.StatusCode != 200 {
				t.Error(resp, err)
			}
		})
	}
}

// Who is killed while it waits for a connection leaves the connection to others.
func TestKillHTTPDial(t *testing.T) {
	if !greenrt.Enabled() {
		return
	}
	c, url := client(t, false, func(http.ResponseWriter, *http.Request) {})
	transport := c.Transport.(*http.Transport)
	dialling, release := make(chan bool, 2), make(chan bool)
	var open atomic.Int32
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		dialling <- true
		<-release
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		open.Add(1)
		return &counted{Conn: conn, open: &open}, nil
	}
	get := greenrt.GoErr(func() error {
		resp, err := c.Get(url)
		if err == nil {
			resp.Body.Close()
		}
		return err
	})
	<-dialling
	if err := get.Kill(); err != nil || !get.Killed() {
		t.Error(err, get)
	}
	close(release)
	resp, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	for deadline := time.Now().Add(patience); open.Load() > 0; greenrt.Yield() {
		transport.CloseIdleConnections() // all are idle, soon
		if time.Now().After(deadline) {
			t.Fatal(open.Load(), "connections are nobody's")
		}
	}
}

// A counted connection counts itself out when it is closed.
type counted struct {
	net.Conn
	open   *atomic.Int32
	closed atomic.Bool
}

func (c *counted) Close() error {
	if !c.closed.Swap(true) {
		c.open.Add(-1)
	}
	return c.Conn.Close()
}
