package sockets

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/go-greenify/greenify/greenrt"
)

// What comes while a handler runs and is no request: a record without data, a part of
// one, an alert that came along with the request. The background read goes on, or is cut
// in the middle of a record when the handler ends, and the next requests are answered and
// watched as if nothing had come.
//
// The tests know what the server has read from the kernel's count, and whether a goroutine
// reads from the stacks. In a green build none does until something comes.

// A stage has handlers that begin and end when the test says so.
type stage struct {
	*conversation
	fd      int // the server's
	running chan context.Context
	ends    chan bool
}

func enter(t *testing.T, converse dialogue) *stage {
	t.Helper()
	s := &stage{running: make(chan context.Context, 1), ends: make(chan bool)}
	s.conversation = converse(t, func(w http.ResponseWriter, r *http.Request) {
		s.running <- r.Context()
		select {
		case <-s.ends:
		case <-t.Context().Done():
		}
		io.WriteString(w, r.URL.RawQuery)
	})
	s.fd = number(t, s.server)
	for range 2 { // SyscallConn had the descriptor
		write(t, s.stream, "GET /warm HTTP/1.1\r\nHost: x\r\n\r\n")
		s.answer(t, 200)
	}
	return s
}

// request is one that is answered with name.
func request(name string) string { return "GET /?" + name + " HTTP/1.1\r\nHost: x\r\n\r\n" }

// begun waits until a handler runs.
func (s *stage) begun(t *testing.T) context.Context {
	t.Helper()
	select {
	case ctx := <-s.running:
		return ctx
	case <-time.After(patience):
		t.Fatalf("no handler begins:\n%s", stacks())
		return nil
	}
}

// end has the handler end, whose request was not cancelled, and reads its answer.
func (s *stage) end(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if err := ctx.Err(); err != nil {
		t.Fatalf("request %s: %v", name, err)
	}
	s.ends <- true
	if got := s.answer(t, 200); got != name {
		t.Fatalf("answer %q, want %q", got, name)
	}
}

// watched makes a request of which nothing else comes. The background read is the poller's
// in a green build, whatever came before.
func (s *stage) watched(t *testing.T, name string) context.Context {
	t.Helper()
	s.SetDeadline(time.Now().Add(patience)) // for each round anew
	write(t, s.stream, request(name))
	ctx := s.begun(t)
	inBackground(t, !greenrt.Enabled())
	return ctx
}

// goes has the client go away while a handler runs, which is the last of the connection.
func (s *stage) goes(t *testing.T, ctx context.Context) {
	t.Helper()
	s.TCPConn.Close()
	if err := ended(ctx, true); err != nil {
		t.Fatal(err)
	}
	s.ends <- true
}

// records are the bytes that what f writes becomes on the way. They are not sent.
func (s *stage) records(t *testing.T, f func() error) string {
	t.Helper()
	s.below.keeps = true
	if err := f(); err != nil {
		t.Fatal(err)
	}
	b := s.below.kept
	s.below.keeps, s.below.kept = false, nil
	return string(b)
}

// bytes are those of a request.
func (s *stage) bytes(t *testing.T, name string) string {
	t.Helper()
	if s.below == nil {
		return request(name)
	}
	return s.records(t, func() error {
		_, err := io.WriteString(s.stream, request(name))
		return err
	})
}

// sends sends bytes as they are, and waits until the server has read all of them but the last
// left.
func (s *stage) sends(t *testing.T, bytes string, left int) {
	t.Helper()
	before := bytesReceived(t, s.fd)
	write(t, s.TCPConn, bytes)
	until(t, "what was sent", func() bool { return bytesReceived(t, s.fd) == before+uint64(len(bytes)) })
	arrived(t, s.fd, left)
}

// bytesReceived is how many bytes have come to a TCP socket since it was made.
func bytesReceived(t *testing.T, fd int) uint64 {
	t.Helper()
	var info struct { // the beginning of the kernel's tcp_info
		_        [128]byte
		received uint64
	}
	size := uint32(unsafe.Sizeof(info))
	_, _, errno := syscall.Syscall6(syscall.SYS_GETSOCKOPT, uintptr(fd), syscall.IPPROTO_TCP, syscall.TCP_INFO,
		uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)), 0)
	if errno != 0 || uintptr(size) != unsafe.Sizeof(info) {
		t.Fatalf("TCP_INFO: %d bytes, %v", size, errno)
	}
	return info.received
}

// inBackground waits until a goroutine makes the background read and waits for more, or until
// there is none.
func inBackground(t *testing.T, reads bool) {
	t.Helper()
	until(t, fmt.Sprintf("a background read by a goroutine: %v", reads), func() bool {
		there, waits := false, false
		for g := range strings.SplitSeq(string(stacks()), "\n\n") {
			if !strings.Contains(g, "startBackgroundRead") && !strings.Contains(g, "net/http.greenTold") {
				continue
			}
			state, _, _ := strings.Cut(g, "\n")
			there = true
			waits = waits || strings.Contains(g, ").backgroundRead(") && strings.Contains(state, "[IO wait")
		}
		if reads {
			return waits
		}
		return !there
	})
}

// TestRecordWithoutData has the client send records of which Read returns nothing. In TLS 1.3
// that is change_cipher_spec, which is not encrypted; TLS 1.2 has empty records, but
// crypto/tls does not send them.
func TestRecordWithoutData(t *testing.T) { over(t, recordWithoutData, overTLS, overPieces) }

func recordWithoutData(t *testing.T, converse dialogue) {
	const changeCipherSpec = "\x14\x03\x03\x00\x01\x01"
	for _, again := range []bool{false, true} {
		t.Run(fmt.Sprintf("again=%v", again), func(t *testing.T) {
			balanced(t)
			s := enter(t, converse)
			for i := range 20 {
				ctx := s.watched(t, fmt.Sprint(i))
				for range i % 3 {
					s.sends(t, changeCipherSpec, 0)
					inBackground(t, true)
				}
				s.end(t, ctx, fmt.Sprint(i))
			}
			ctx := s.watched(t, "last")
			if again { // the client goes while a goroutine reads
				s.sends(t, changeCipherSpec, 0)
				inBackground(t, true)
			}
			s.goes(t, ctx)
		})
	}
}

// TestRequestInParts has the next request come in two parts: the first while a handler runs, so
// that its end cuts the read, the second, perhaps with the beginning of another, after
// that.
func TestRequestInParts(t *testing.T) { each(t, requestInParts) }

func requestInParts(t *testing.T, converse dialogue) {
	for _, cut := range []struct {
		name string
		at   func(n int) int
	}{
		{"one byte", func(int) int { return 1 }},
		{"in the header", func(int) int { return 3 }},
		{"the header", func(int) int { return 5 }},
		{"half", func(n int) int { return n / 2 }},
		{"all but one byte", func(n int) int { return n - 1 }},
	} {
		for _, another := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/another=%v", cut.name, another), func(t *testing.T) {
				balanced(t)
				s := enter(t, converse)
				// The read over TLS takes all there is and waits for the rest; over
				// TCP it takes one byte and is over.
				part := func(bytes string) {
					t.Helper()
					if s.below != nil {
						s.sends(t, bytes, 0)
					} else {
						s.sends(t, bytes, len(bytes)-1)
					}
					inBackground(t, s.below != nil)
				}
				for i := range 3 {
					ctx := s.watched(t, "first")
					second := s.bytes(t, "second")
					n := cut.at(len(second))
					part(second[:n])
					s.end(t, ctx, "first")
					inBackground(t, false) // it was cut
					if !another {
						write(t, s.TCPConn, second[n:])
						ctx = s.begun(t)
						inBackground(t, !greenrt.Enabled())
						s.end(t, ctx, "second")
					} else {
						third := s.bytes(t, "third")
						n3 := cut.at(len(third))
						write(t, s.TCPConn, second[n:]+third[:n3])
						ctx = s.begun(t)
						// Over TLS, a part of a record came along with the request.
						inBackground(t, s.below != nil || !greenrt.Enabled())
						if i == 2 { // the client goes in the middle of a record
							s.goes(t, ctx)
							return
						}
						s.end(t, ctx, "second")
						inBackground(t, false)
						write(t, s.TCPConn, third[n3:])
						ctx = s.begun(t)
						inBackground(t, !greenrt.Enabled())
						s.end(t, ctx, "third")
					}
					s.end(t, s.watched(t, "fourth"), "fourth")
				}
				s.goes(t, s.watched(t, "last"))
			})
		}
	}
}

// TestRequestWithAlert has the alert that ends the client's half of the connection come in
// one segment with the request, and no FIN, so that the poller has nothing more to tell.
func TestRequestWithAlert(t *testing.T) {
	over(t, requestWithAlert, overTLS, overTLS12, overPieces)
}

func requestWithAlert(t *testing.T, converse dialogue) {
	balanced(t)
	s := enter(t, converse)
	bytes := s.bytes(t, "last") + s.records(t, s.CloseWrite)
	s.SetDeadline(time.Now().Add(patience)) // CloseWrite leaves one that is over
	write(t, s.TCPConn, bytes)
	if err := ended(s.begun(t), true); err != nil {
		t.Fatal(err)
	}
	s.ends <- true
	if got := s.answer(t, 200); got != "last" {
		t.Fatalf("answer %q, want %q", got, "last")
	}
}
