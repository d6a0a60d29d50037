package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// nets echoes over TCP and unix sockets, and ends waits in all ways: data,
// deadlines in the past and in the future, Close from another goroutine, and
// the other side's Close.
func nets(w *worker) {
	dir, err := os.MkdirTemp("", "stress")
	w.must(err)
	defer os.RemoveAll(dir)
	for !w.over() {
		network, address := "tcp", "127.0.0.1:0"
		if chance(w.rng, 2) {
			network, address = "unix", filepath.Join(dir, "socket")
		}
		l, err := net.Listen(network, address)
		w.must(err)
		var served, clients sync.WaitGroup
		served.Go(func() { serve(w, l, &served) })
		for range 1 + w.rng.IntN(20) {
			helper := w.helper()
			clients.Go(func() { client(helper, l.Addr()) })
		}
		clients.Wait()
		w.must(l.Close())
		served.Wait()
		w.tick()
	}
}

func serve(w *worker, l net.Listener, all *sync.WaitGroup) {
	for {
		c, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		w.must(err)
		all.Go(func() {
			defer c.Close()
			// Not io.Copy, which would have the kernel do it.
			buf := make([]byte, 4096)
			for {
				n, err := c.Read(buf)
				if err != nil {
					return // the client's ways to go are many
				}
				if _, err := c.Write(buf[:n]); err != nil {
					return
				}
			}
		})
	}
}

func client(w *worker, addr net.Addr) {
	c, err := net.Dial(addr.Network(), addr.String())
	w.must(err)
	defer c.Close()
	for range w.rng.IntN(50) {
		w.tick()
		switch w.rng.IntN(10) {
		default:
			echo(w, c)
		case 0:
			w.must(c.SetReadDeadline(time.Now().Add(-time.Second)))
			expectTimeout(w, c)
		case 1:
			w.must(c.SetReadDeadline(time.Now().Add(upTo(w.rng, 2*time.Millisecond))))
			expectTimeout(w, c)
		case 2:
			// Far away, then cut short while the read waits.
			w.must(c.SetReadDeadline(time.Now().Add(time.Hour)))
			rng := w.fork()
			go func() {
				breathe(rng)
				c.SetReadDeadline(time.Now())
			}()
			expectTimeout(w, c)
		}
		w.must(c.SetReadDeadline(time.Time{}))
	}
	if chance(w.rng, 2) {
		rng := w.fork()
		go func() {
			breathe(rng)
			c.Close()
		}()
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			w.failf("read from a connection that is being closed: %v", err)
		}
	}
}

// echo sends some bytes and reads them back.
func echo(w *worker, c net.Conn) {
	out := make([]byte, 1+w.rng.IntN(3000))
	for i := range out {
		out[i] = byte(w.rng.Uint32())
	}
	in := make([]byte, len(out))
	if _, err := c.Write(out); err != nil {
		w.failf("write: %v", err)
	}
	if _, err := io.ReadFull(c, in); err != nil {
		w.failf("read: %v", err)
	}
	same(w, "bytes come back", bytes.Equal(in, out), true)
}

func expectTimeout(w *worker, c net.Conn) {
	n, err := c.Read(make([]byte, 1))
	if n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		w.failf("read past a deadline: %d, %v", n, err)
	}
}
