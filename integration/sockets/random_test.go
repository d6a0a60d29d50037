package sockets

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"syscall"
	"testing"
	"time"
)

// TestRandom does to a connection what programs do, in random order, and holds what is
// read against a model: a stream is what was written, each byte once and in order; a
// read times out only if nothing is there.
func TestRandom(t *testing.T) {
	for seed := range uint64(40) {
		random(t, seed)
	}
}

func random(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	near, far := pair(t)
	defer near.Close()
	defer far.Close()
	out, in := pair(t) // for splicing
	defer out.Close()
	defer in.Close()
	raw, err := near.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var sent, got byte // the next byte of the stream
	there := 0         // bytes that were written and not read
	check := func(p []byte) {
		for _, b := range p {
			if b != got {
				t.Fatalf("seed %d: byte %d, want %d", seed, b, got)
			}
			got++
		}
		there -= len(p)
	}
	buf := make([]byte, 1000)
	for step := range 300 {
		switch op := r.IntN(12); op {
		case 0, 1, 2, 3:
			p := make([]byte, 1+r.IntN(100))
			for i := range p {
				p[i] = sent
				sent++
			}
			if _, err := far.Write(p); err != nil {
				t.Fatal(err)
			}
			there += len(p)
		case 4, 5, 6, 7:
			if there == 0 {
				near.SetReadDeadline(time.Now().Add(time.Duration(r.IntN(200)) * time.Microsecond))
				if n, err := near.Read(buf); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
					t.Fatalf("seed %d, step %d: read %d bytes of none, %v", seed, step, n, err)
				}
				near.SetReadDeadline(time.Now().Add(patience))
				break
			}
			n, err := near.Read(buf[:1+r.IntN(len(buf))])
			if err != nil {
				t.Fatalf("seed %d, step %d: %v with %d bytes there", seed, step, err, there)
			}
			check(buf[:n])
		case 8:
			if there == 0 {
				break
			}
			flags := r.IntN(2) * syscall.MSG_PEEK
			if err := raw.Read(func(fd uintptr) bool {
				n, _, err := syscall.Recvfrom(int(fd), buf[:1], flags)
				if err == syscall.EAGAIN {
					return false
				}
				if err != nil || n != 1 || buf[0] != got {
					t.Errorf("seed %d, step %d: %d bytes, %v", seed, step, n, err)
				}
				return true
			}); err != nil {
				t.Fatal(err)
			}
			if flags == 0 {
				check(buf[:1])
			}
		case 9:
			n := min(there, r.IntN(50))
			if _, err := io.CopyN(in, near, int64(n)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(out, buf[:n]); err != nil {
				t.Fatal(err)
			}
			check(buf[:n])
		case 10:
			time.Sleep(time.Duration(r.IntN(300)) * time.Microsecond)
		case 11:
			near.SetReadDeadline(time.Unix(1, 0))
			if n, err := near.Read(buf); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatalf("seed %d, step %d: read %d bytes after the deadline, %v", seed, step, n, err)
			}
			near.SetReadDeadline(time.Now().Add(patience))
		}
	}
	far.Close()
	rest, err := io.ReadAll(near)
	if err != nil {
		t.Fatal(err)
	}
	check(rest)
	if there != 0 {
		t.Fatalf("seed %d: %d bytes are missing", seed, there)
	}
}
