package greenrt_test

import (
	"io"
	"math/rand/v2"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// atMost is how many bytes are on their way to readers: so few that who writes never waits, for
// when they are gone there is nobody to read.
const atMost = 32

// ioBenches are what waits in Go's poller: timers, sockets, pipes.
var ioBenches = []bench{
	{name: "sleep", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		return func(r *rand.Rand) { time.Sleep(time.Duration(r.IntN(100)) * time.Microsecond) }, nil, nil
	}},
	{name: "socket", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		a, b := conns(t)
		var put, got atomic.Int64
		work = func(r *rand.Rand) {
			var buf [2]byte
			n, err := a.Read(buf[:])
			got.Add(int64(n))
			if err != nil {
				t.Error(err)
			}
		}
		disturb = func(r *rand.Rand) {
			if put.Load()-got.Load() > atMost {
				return
			}
			n, err := b.Write(make([]byte, r.IntN(4)))
			put.Add(int64(n))
			if err != nil {
				t.Error(err)
			}
		}
		return work, disturb, func(t *testing.T) {
			b.(*net.TCPConn).CloseWrite()
			n, err := io.Copy(io.Discard, a)
			if got.Add(n) != put.Load() || err != nil {
				t.Errorf("%d bytes written, %d read: %v", put.Load(), got.Load(), err)
			}
		}
	}},
	{name: "accept and dial", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		ln := listen(t)
		return func(r *rand.Rand) {
			if r.IntN(2) == 0 {
				if c, err := ln.Accept(); err == nil {
					c.Close()
				}
			} else if c, err := net.Dial("tcp", ln.Addr().String()); err == nil {
				c.(*net.TCPConn).SetLinger(0)
				c.Close()
			}
		}, nil, func(t *testing.T) { ln.Close() }
	}},
	{name: "pipe", make: func(t *testing.T) (work, disturb func(r *rand.Rand), finish func(t *testing.T)) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		var put, got atomic.Int64
		work = func(rnd *rand.Rand) {
			n, err := r.Read(make([]byte, 3))
			got.Add(int64(n))
			if err != nil {
				t.Error(err)
			}
		}
		disturb = func(rnd *rand.Rand) {
			if put.Load()-got.Load() > atMost {
				return
			}
			n, _ := w.Write(make([]byte, 1+rnd.IntN(4)))
			put.Add(int64(n))
		}
		return work, disturb, func(t *testing.T) {
			w.Close()
			n, err := io.Copy(io.Discard, r)
			r.Close()
			if got.Add(n) != put.Load() || err != nil {
				t.Errorf("%d bytes written, %d read: %v", put.Load(), got.Load(), err)
			}
		}
	}},
}
