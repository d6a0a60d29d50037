package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt/server"
)

// A guest is a member as seen from outside.
type guest struct {
	*net.TCPConn
	in *bufio.Reader
	t  *testing.T
}

// A house is a server with its room.
type house struct {
	*server.StreamServer
	room *room
}

func open(t *testing.T) house {
	t.Helper()
	r := new(room)
	s := server.NewStreamServer("127.0.0.1:0", r.serve)
	s.PoolSize = 100
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop(0) })
	return house{s, r}
}

// has reports whether somebody of the name is in the room.
func (h house) has(name string) bool {
	h.room.mu.Lock()
	defer h.room.mu.Unlock()
	_, ok := h.room.members[name]
	return ok
}

// enter connects, says a name, and returns when somebody of that name is in the room.
func enter(t *testing.T, s house, name string) *guest {
	t.Helper()
	c, err := net.Dial("tcp", s.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(2 * time.Minute))
	g := &guest{c.(*net.TCPConn), bufio.NewReader(c), t}
	if _, err := g.in.Discard(len("Your name? ")); err != nil {
		t.Fatal(err)
	}
	g.say(name)
	for !s.has(name) {
		runtime.Gosched()
	}
	return g
}

func (g *guest) say(line string) {
	g.t.Helper()
	if _, err := fmt.Fprintln(g, line); err != nil {
		g.t.Fatal(err)
	}
}

func (g *guest) hears(want string) {
	g.t.Helper()
	if line, err := g.in.ReadString('\n'); line != want+"\n" || err != nil {
		g.t.Fatalf("heard %q, %v, want %q", line, err, want)
	}
}

func TestChat(t *testing.T) {
	s := open(t)
	ann := enter(t, s, "ann")
	bob := enter(t, s, "bob")
	ann.hears("bob has come")
	ann.say("hello bob")
	bob.hears("ann: hello bob")
	cem := enter(t, s, "cem")
	ann.hears("cem has come")
	bob.hears("cem has come")
	cem.say("hello all")
	ann.hears("cem: hello all")
	bob.hears("cem: hello all")

	other := enter(t, s, "bob")
	other.hears("somebody has that name")
	if _, err := other.in.ReadByte(); err != io.EOF {
		t.Error(err)
	}

	bob.CloseWrite()
	ann.hears("bob has left")
	cem.hears("bob has left")
	if _, err := bob.in.ReadByte(); err != io.EOF {
		t.Error("bob was not shown out:", err)
	}
	enter(t, s, "bob")
	ann.hears("bob has come")
}

// Who does not read is shown out, and holds nobody up.
func TestSlowMember(t *testing.T) {
	s := open(t)
	fast := enter(t, s, "fast")
	enter(t, s, "slow") // and never reads
	fast.hears("slow has come")
	long := strings.Repeat("x", 60_000)
	go func() {
		for { // more than the queue and the kernel hold
			if _, err := fmt.Fprintln(fast, long); err != nil {
				return
			}
		}
	}()
	fast.hears("slow has left")
	fast.SetLinger(0)
}

// When the server ends, members are shown out wherever they are.
func TestEnd(t *testing.T) {
	s := open(t)
	ann := enter(t, s, "ann")
	enter(t, s, "bob")
	ann.hears("bob has come")
	// Stop gives those whom it kills a second, in which a busy machine need not run them.
	var late *server.HandlersError
	if err := s.Stop(time.Millisecond); err != nil && !errors.As(err, &late) {
		t.Error(err)
	}
	for s.Handlers() > 0 {
		runtime.Gosched()
	}
	// The last word may be that bob has left.
	if rest, err := io.ReadAll(ann.in); err == nil && len(rest) > 0 && string(rest) != "bob has left\n" {
		t.Errorf("%q", rest)
	}
}
