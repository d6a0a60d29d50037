package sockets

import (
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"
)

// Sockets that keep the bounds of messages: a read that returns less than it could says
// nothing about what is left, and a message may be empty.

func TestMessages(t *testing.T) {
	for _, network := range []string{"udp", "unixgram", "unixpacket"} {
		t.Run(network, func(t *testing.T) {
			near, far := ends(t, network)
			fd := number(t, near)
			for round := range 50 {
				// Several wait in the socket, of which each read takes one.
				texts := []string{"one", "", "three", string(pattern(2000)), "five"}
				if network == "unixpacket" {
					texts[1] = "two" // Go takes an empty one for the end
				}
				if round%2 == 0 {
					for _, text := range texts {
						before := queued(t, fd)
						write(t, far, text)
						if network == "udp" { // may come by another processor than the next, and after it
							until(t, "a datagram", func() bool { return queued(t, fd) != before })
						}
					}
				}
				for i, text := range texts {
					if round%2 != 0 {
						write(t, far, text)
					}
					polled(t, fd, pollIn)
					buf := make([]byte, 4096)
					if i%3 == 2 {
						buf = buf[:3] // the rest of the message is lost
					}
					n, err := near.Read(buf)
					if want := text[:min(len(buf), len(text))]; err != nil || string(buf[:n]) != want {
						t.Fatalf("message %d: %d bytes, %v, want %d", i, n, err, len(want))
					}
				}
				// Nothing is left of them.
				near.SetReadDeadline(time.Now().Add(time.Millisecond))
				if err := reads(near)(); !isTimeout(err) {
					t.Fatal(err)
				}
				near.SetReadDeadline(time.Now().Add(patience))
			}
		})
	}
}

// TestMessageWakes has the reader wait before the message comes.
func TestMessageWakes(t *testing.T) {
	for _, network := range []string{"udp", "unixgram", "unixpacket"} {
		near, far := ends(t, network)
		for i := range 30 {
			c := calls(i%2 == 0, reads(near))
			waiting(t, 1)
			write(t, far, "wake up")
			if err := c.ends(t); err != nil {
				t.Fatal(network, err)
			}
		}
	}
}

// TestPacketEnd closes the other end of a unixpacket connection.
func TestPacketEnd(t *testing.T) {
	for i := range 20 {
		near, far := ends(t, "unixpacket")
		write(t, far, "last")
		far.Close()
		if i%2 == 0 {
			expect(t, near, "last")
		} else {
			// What is left of the message is not there for the next read.
			buf := make([]byte, 2)
			if n, err := near.Read(buf); n != 2 || err != nil {
				t.Fatal(n, err)
			}
		}
		expectEOF(t, near)
		if _, err := near.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
			t.Fatal(err)
		}
	}
}

// TestRefused sends to a port at which nobody takes it: the error comes to whoever reads, even
// if he waits. The other end keeps the port, which would be anybody's if it was closed, and
// connects to itself.
func TestRefused(t *testing.T) {
	for i := range 20 {
		near, far := ends(t, "udp")
		control(t, far.(*net.UDPConn), func(fd int) error {
			self, err := syscall.Getsockname(fd)
			if err != nil {
				return err
			}
			return syscall.Connect(fd, self)
		})
		var c *call
		if i%2 == 0 {
			c = calls(i%4 == 0, reads(near))
			waiting(t, 1)
		}
		if _, err := near.Write([]byte("anybody?")); err != nil {
			t.Fatal(err)
		}
		if c == nil {
			polled(t, number(t, near), pollErr)
			c = calls(false, reads(near))
		}
		if err := c.ends(t); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Fatal(err)
		}
		// Once.
		near.SetReadDeadline(time.Now().Add(time.Millisecond))
		if err := reads(near)(); !isTimeout(err) {
			t.Fatal(err)
		}
	}
}

// TestPipeEnd closes the ends of a pipe.
func TestPipeEnd(t *testing.T) {
	for i := range 20 {
		r, w := pipe(t)
		c := calls(i%2 == 0, reads(r))
		waiting(t, 1)
		if _, err := io.WriteString(w, "data"); err != nil {
			t.Fatal(err)
		}
		if err := c.ends(t); err != nil {
			t.Fatal(err)
		}
		c = calls(i%2 != 0, reads(r))
		waiting(t, 1)
		w.Close()
		if err := c.ends(t); !isEnd(err) {
			t.Fatal(err)
		}
		r, w = pipe(t)
		c = calls(i%2 == 0, writes(w))
		waiting(t, 1)
		r.Close()
		if err := c.ends(t); !errors.Is(err, syscall.EPIPE) {
			t.Fatal(err)
		}
	}
}

func isTimeout(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}
