package main

import (
	"fmt"
	"io"
	"syscall"
)

// What ops are made of: each keeps the model.

// size deals a number of bytes, small ones more often.
func (p *player) size(most int) int {
	if p.chance(3) {
		return 1 + p.rng.IntN(most)
	}
	return 1 + p.rng.IntN(min(most, 64))
}

// lone reports whether nobody else has the side's socket.
func (s *side) lone() bool { return len(s.copies)+len(s.dups) == 0 }

// write writes n bytes, in one message or none, and waits until the peer has them.
func (p *player) write(s *side, n int) {
	if p.network.name == "udp" && p.chance(8) {
		n = 0
	}
	used, dropped := taken(s.peer.fd)
	k, err := s.Write(p.text(s, n))
	p.note(s.name+".write", "%d, %s", k, kind(err))
	if p.network.name == "udp" {
		until("a datagram", func() bool {
			u, d := taken(s.peer.fd)
			return u != used || d != dropped
		})
	}
	p.arrive(s, n)
}

// send writes n bytes that a reader of the peer waits for: the model never has them.
func (p *player) send(s *side, n int) {
	k, err := s.Write(p.text(s, n))
	p.note(s.name+".send", "%d, %s", k, kind(err))
}

// arrive waits until the n bytes that s has written are there.
func (p *player) arrive(s *side, n int) {
	to := s.peer
	if p.network.stream {
		to.there = []int{to.left() + n}
	} else {
		to.there = append(to.there, n)
	}
	switch p.network.name {
	case "udp", "unixgram":
		says(to.fd, pollIn, true)
	default:
		readable(to.fd, to.left())
	}
	if p.chance(2) {
		p.pause() // so that what is read next was announced before
	}
}

// read reads from s by r, which is its conn or a copy.
func (p *player) read(s *side, r interface{ Read([]byte) (int, error) }, size int) {
	buf := make([]byte, max(size, 1))
	n, err := r.Read(buf)
	p.note(s.name+".read", "%d: %s, %s", len(buf), sum(buf[:n]), kind(err))
	// A copy takes an empty message for the end.
	if err == nil || err == io.EOF && len(s.there) > 0 && s.there[0] == 0 {
		p.took(s, n)
	}
}

// receive is a read that waits; the peer sends what it reads.
func (p *player) receive(r interface{ Read([]byte) (int, error) }, size int) string {
	buf := make([]byte, size)
	n, err := r.Read(buf)
	return sum(buf[:n]) + ", " + kind(err)
}

// peek reads a few bytes by a SyscallConn.
func (p *player) peek(s *side, flags int) {
	raw, err := s.SyscallConn()
	must(err)
	buf := make([]byte, p.size(100))
	n := 0
	var inner error
	err = raw.Read(func(fd uintptr) bool {
		n, _, inner = syscall.Recvfrom(int(fd), buf, flags)
		return inner != syscall.EAGAIN
	})
	n = max(n, 0)
	p.note(fmt.Sprintf("%s.receive(%d)", s.name, flags), "%s, %s, %s", sum(buf[:n]), kind(inner), kind(err))
	if flags == 0 && inner == nil {
		p.took(s, n)
	}
}

// took takes n bytes, or a message, out of the model.
func (p *player) took(s *side, n int) {
	switch {
	case !p.network.stream:
		s.there = s.there[1:]
	case n < s.left():
		s.there = []int{s.left() - n}
	default:
		s.there = nil
	}
}

// closeWrite ends a side's writing, and waits until the peer knows.
func (p *player) closeWrite(s *side) {
	err := s.conn.(interface{ CloseWrite() error }).CloseWrite()
	p.note(s.name+".CloseWrite", "%s", kind(err))
	s.shut = true
	if !s.peer.gone {
		says(s.peer.fd, pollRdhup, true)
	}
}

// closed notes in the model that s was closed, and waits until the peer knows. A socket that
// was copied is still open.
func (p *player) closed(s *side, reset bool) {
	unread := s.left() > 0
	s.gone = true
	if !s.lone() {
		for _, f := range s.copies {
			f.Close()
		}
		for _, fd := range s.dups {
			syscall.Close(fd)
		}
		s.copies, s.dups = nil, nil
	}
	s.there = nil
	if s.peer.gone {
		return
	}
	switch p.network.name {
	case "tcp":
		if reset || unread {
			says(s.peer.fd, pollErr|pollHup, true)
		} else {
			says(s.peer.fd, pollRdhup, true)
		}
	case "unix", "unixpacket":
		says(s.peer.fd, pollHup, true)
	}
}
