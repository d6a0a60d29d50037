package sockets

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// What the kernel copies by itself: files to sockets (sendfile), sockets to sockets and to
// pipes (splice). What comes before and afterwards is read and written as ever.

const bulk = 24 << 20 // more than a socket takes that was narrowed

func TestSendfile(t *testing.T) {
	text := pattern(bulk)
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, network := range []string{"tcp", "unix"} {
		for i := range 4 {
			near, far := ends(t, network)
			narrow(t, near, far)
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			// With i of 1 and more it waits for the reader.
			sent := calls(i%2 == 0, func() error {
				n, err := io.Copy(far, f)
				return errors.Join(err, complete(n, bulk))
			})
			if i > 0 {
				waiting(t, 1)
			}
			got := make([]byte, bulk)
			if _, err := io.ReadFull(near, got); err != nil {
				t.Fatal(err)
			}
			if err := sent.ends(t); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, text) {
				t.Errorf("%s: the file's bytes are not the stream's", network)
			}
			write(t, far, "after")
			expect(t, near, "after")

			// A deadline ends it as it ends a write, or Close does.
			if _, err := f.Seek(0, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			sent = calls(i%2 == 0, func() error { _, err := io.Copy(far, f); return err })
			waiting(t, 1)
			by := enders[i%2]
			by.end(far)
			if err := sent.ends(t); !is(err, by.err) {
				t.Errorf("%s: sendfile ended by %s: %v, want %v", network, by.name, err, by.err)
			}
			f.Close()
		}
	}
}

func complete(n, want int64) error {
	if n != want {
		return errors.New("not all was copied")
	}
	return nil
}

// TestSpliceAll copies streams to one another until they end.
func TestSpliceAll(t *testing.T) {
	text := pattern(bulk)
	for _, networks := range [][2]string{{"tcp", "tcp"}, {"unix", "tcp"}, {"tcp", "unix"}} {
		for i := range 3 {
			source, in := ends(t, networks[0])
			out, sink := ends(t, networks[1])
			warmUp(t, source, in)
			warmUp(t, out, sink)
			copied := calls(i%2 == 0, func() error {
				n, err := io.Copy(sink, source)
				sink.(interface{ CloseWrite() error }).CloseWrite()
				return errors.Join(err, complete(n, bulk))
			})
			if i > 0 {
				waiting(t, 1)
			}
			wrote := calls(i%2 != 0, func() error {
				_, err := in.Write(text)
				in.Close()
				return err
			})
			got, err := io.ReadAll(out)
			if err := errors.Join(err, copied.ends(t), wrote.ends(t)); err != nil {
				t.Fatal(networks, err)
			}
			if !bytes.Equal(got, text) {
				t.Errorf("%v: what came out is not what went in", networks)
			}
			expectEOF(t, source)
		}
	}
}

// TestSpliceToPipe copies a stream to a pipe, and what comes then is read.
func TestSpliceToPipe(t *testing.T) {
	near, far := warm(t)
	r, w := pipe(t)
	for range 20 {
		write(t, far, "splicedread")
		if n, err := io.CopyN(w, near, 7); n != 7 || err != nil {
			t.Fatal(n, err)
		}
		buf := make([]byte, 16)
		if n, err := r.Read(buf); string(buf[:n]) != "spliced" {
			t.Fatalf("%q, %v", buf[:n], err)
		}
		expect(t, near, "read")
	}
}

// TestSpliceReset resets the source while it is waited for.
func TestSpliceReset(t *testing.T) {
	for i := range 10 {
		near, far := warm(t)
		_, sink := pair(t)
		copied := calls(i%2 == 0, func() error { _, err := io.Copy(sink, near); return err })
		waiting(t, 1)
		far.SetLinger(0)
		far.Close()
		if err := copied.ends(t); !errors.Is(err, syscall.ECONNRESET) {
			t.Fatal(err)
		}
	}
}

// TestResetOrder resets a connection that has data: the data comes first, then the error,
// once, then the end.
func TestResetOrder(t *testing.T) {
	for i := range 20 {
		near, far := warm(t)
		fd := number(t, near)
		if i%2 == 0 {
			warmUp(t, near, far)
		}
		write(t, far, "last")
		// On a loaded machine the reset could come first otherwise, by another processor.
		arrived(t, fd, len("last"))
		far.SetLinger(0)
		far.Close()
		polled(t, fd, pollHup)
		expect(t, near, "last")
		if err := reads(near)(); !errors.Is(err, syscall.ECONNRESET) {
			t.Fatal(err)
		}
		expectEOF(t, near)
		expectEOF(t, near)
		if _, err := near.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
			t.Fatal(err)
		}
	}
}

// TestResetWriter resets a connection whose writer waits.
func TestResetWriter(t *testing.T) {
	for i := range 10 {
		near, far := ends(t, "tcp")
		c := calls(i%2 == 0, writes(near))
		waiting(t, 1)
		// On a loaded machine the data may still be on its way. A socket that is closed
		// before it has any says so by a FIN, and after that a RST is an EPIPE.
		polled(t, number(t, far), pollIn)
		far.Close() // with data that nobody read
		if err := c.ends(t); !errors.Is(err, syscall.ECONNRESET) {
			t.Fatal(err)
		}
		if _, err := near.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
			t.Fatal(err)
		}
	}
}

// TestReuse closes a socket and makes another of the same number: nothing that came for the
// first is taken for the second's.
func TestReuse(t *testing.T) {
	const rounds = 200
	reused := 0
	for i := range rounds {
		near, far := pair(t)
		fd := number(t, near)
		warmUp(t, near, far)
		switch i % 4 {
		case 1: // an event nobody has fetched
			write(t, far, "unread")
		case 2: // an end, which is for good
			far.CloseWrite()
			polled(t, fd, pollRdhup)
		case 3: // a reader
			c := calls(i%8 == 3, reads(near))
			waiting(t, 1)
			defer c.ends(t)
		}
		l := listen(t, "tcp")
		d, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		polled(t, number(t, l), pollIn)
		near.Close()
		next, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		if number(t, next) == fd { // not if a reader had to let go first, or somebody else has closed a lower one
			reused++
		}
		next.SetReadDeadline(time.Now().Add(patience))
		warmUp(t, next, d)
		next.SetReadDeadline(time.Now().Add(100 * time.Microsecond))
		if err := reads(next)(); !isTimeout(err) {
			t.Fatalf("read of nothing: %v", err)
		}
		for _, c := range []io.Closer{far, l, d, next} {
			c.Close()
		}
	}
	if reused < rounds/2 {
		t.Errorf("of %d descriptors %d were used again", rounds, reused)
	}
}
