package sockets

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"testing"
)

// Several who wait for one socket are served in the order in which they came.

const crowd = 12

func TestReadersInOrder(t *testing.T) {
	for _, together := range []bool{true, false} {
		near, far := warm(t)
		var got [crowd]byte
		var all []*call
		for i := range crowd {
			all = append(all, calls(i%3 == 0, func() error { _, err := near.Read(got[i : i+1]); return err }))
			waiting(t, i+1)
		}
		const text = "abcdefghijkl"
		if together {
			write(t, far, text)
		}
		for i, c := range all {
			if !together {
				write(t, far, text[i:i+1])
			}
			if err := c.ends(t); err != nil {
				t.Fatal(err)
			}
		}
		if string(got[:]) != text {
			t.Errorf("together=%v: readers that came in order got %q", together, got)
		}
	}
}

func TestWritersInOrder(t *testing.T) {
	for _, network := range []string{"tcp", "unix"} {
		near, far := ends(t, network)
		narrow(t, near, far)
		const each = 1 << 23 // more than the socket takes
		var want bytes.Buffer
		var all []*call
		for i := range 5 {
			text := bytes.Repeat([]byte{byte('a' + i)}, each)
			want.Write(text)
			all = append(all, calls(i%3 == 0, func() error { _, err := far.Write(text); return err }))
			waiting(t, i+1)
		}
		got := make([]byte, want.Len())
		if _, err := io.ReadFull(near, got); err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			if err := c.ends(t); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s: writes that came in order are mixed", network)
		}
	}
}

func TestAcceptorsInOrder(t *testing.T) {
	l := listen(t, "tcp")
	var from [crowd]string
	var all []*call
	for i := range crowd {
		all = append(all, calls(i%3 == 0, func() error {
			c, err := l.Accept()
			if err == nil {
				from[i] = c.RemoteAddr().String()
				c.Close()
			}
			return err
		}))
		waiting(t, i+1)
	}
	for i, c := range all[:crowd/2] {
		d, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.ends(t); err != nil {
			t.Fatal(err)
		}
		if want := d.LocalAddr().String(); from[i] != want {
			t.Errorf("acceptor %d got the connection of %s, want that of %s", i, from[i], want)
		}
		d.Close()
	}
	l.Close()
	for _, c := range all[crowd/2:] {
		if err := c.ends(t); !is(err, net.ErrClosed) {
			t.Errorf("accept: %v, want %v", err, net.ErrClosed)
		}
	}
}

// TestThreadsShare has a greenlet and a goroutine with a thread of its own take turns at
// reading one socket, and at writing to the other end.
func TestThreadsShare(t *testing.T) {
	for _, network := range []string{"tcp", "unix", "unixpacket", "udp"} {
		near, far := ends(t, network)
		const rounds = 300
		var all []*call
		turn := [2]chan int{make(chan int, 1), make(chan int, 1)}
		for who := range 2 {
			all = append(all, calls(who == 1, func() error {
				for n := range turn[who] {
					buf := make([]byte, 64)
					k, err := near.Read(buf)
					if got, want := string(buf[:k]), fmt.Sprint("message ", n); err != nil || got != want {
						return fmt.Errorf("%s: reader %d got %q, %v, want %q", network, who, got, err, want)
					}
					if _, err := near.Write(buf[:k]); err != nil {
						return err
					}
					if n < rounds {
						turn[1-who] <- n + 1
					} else {
						close(turn[1-who])
						return nil
					}
				}
				return nil
			}))
		}
		turn[0] <- 1
		for i := range rounds {
			text := fmt.Sprint("message ", i+1)
			err := calls(i%2 == 0, func() error { _, err := io.WriteString(far, text); return err }).ends(t)
			if err != nil {
				t.Fatal(err)
			}
			expect(t, far, text)
		}
		for _, c := range all {
			if err := c.ends(t); err != nil {
				t.Fatal(err)
			}
		}
	}
}
