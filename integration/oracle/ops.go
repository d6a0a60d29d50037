package main

import (
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// An op is something that a program does to a side.
type op struct {
	name   string
	weight int
	can    func(p *player, s *side) bool
	do     func(p *player, s *side)
}

// What must be so for an op.
func reader(p *player, s *side) bool { return !s.gone && (p.network.both || s.name == "near") }
func writer(p *player, s *side) bool { return !s.gone && (p.network.both || s.name == "far") }
func alive(p *player, s *side) bool  { return !s.gone && !s.shut && !s.peer.gone }
func stream(p *player, s *side) bool { return p.network.stream }
func socket(p *player, s *side) bool { return p.network.name != "pipe" }
func halves(p *player, s *side) bool { return p.network.half && !s.gone && !s.peer.gone }
func full(p *player, s *side) bool   { return len(s.there) > 0 }
func tcp(p *player, s *side) bool    { return p.network.name == "tcp" }

// room: the other end can take more without anybody who reads.
func room(p *player, s *side) bool { return len(s.peer.there) < 5 && s.peer.left() < 16<<10 }

// waits: a read of it would wait until something comes.
func waits(p *player, s *side) bool {
	return reader(p, s) && !full(p, s) && !s.deaf && !s.peer.shut && !s.peer.gone
}

// sends: it can write to an end that reads.
func sends(p *player, s *side) bool { return writer(p, s) && alive(p, s) && !s.peer.deaf }

func all(conds ...func(*player, *side) bool) func(*player, *side) bool {
	return func(p *player, s *side) bool {
		for _, c := range conds {
			if !c(p, s) {
				return false
			}
		}
		return true
	}
}

func not(cond func(*player, *side) bool) func(*player, *side) bool {
	return func(p *player, s *side) bool { return !cond(p, s) }
}

// endless: a read of it waits for ever, since nobody writes and there is no end either.
func endless(p *player, s *side) bool {
	return (p.network.name == "udp" || p.network.name == "unixgram") && s.peer.gone
}

// lends are the ops after which a green build cannot know what it knew.
var lends = map[string]bool{
	"File": true, "peek": true, "receive": true, "look": true, "dup": true, "mark": true,
}

var ops = []op{
	{"write", 30, all(sends, room), func(p *player, s *side) { p.write(s, p.size(3000)) }},
	{"writev", 4, all(sends, room, stream, socket), func(p *player, s *side) {
		bufs := net.Buffers{p.text(s, p.size(500)), p.text(s, p.size(500)), p.text(s, p.size(500))}
		total := len(bufs[0]) + len(bufs[1]) + len(bufs[2])
		n, err := bufs.WriteTo(s.conn.(io.Writer))
		p.note(s.name+".writev", "%d, %s", n, kind(err))
		p.arrive(s, total)
	}},
	{"read", 25, all(reader, full), func(p *player, s *side) { p.read(s, s.conn, p.size(4000)) }},
	{"read exactly", 5, all(reader, full), func(p *player, s *side) { p.read(s, s.conn, s.there[0]) }},
	{"read nothing", 2, reader, func(p *player, s *side) {
		n, err := s.Read(nil)
		p.note(s.name+".read nothing", "%d, %s", n, kind(err))
	}},
	{"read the end", 10, all(reader, not(full), not(waits), not(endless)), func(p *player, s *side) { p.read(s, s.conn, p.size(100)) }},
	{"read in vain", 10, waits, func(p *player, s *side) {
		s.SetReadDeadline(time.Now().Add(time.Duration(p.rng.IntN(300)) * time.Microsecond))
		p.read(s, s.conn, p.size(100))
		s.SetReadDeadline(time.Time{})
	}},
	{"read too late", 8, reader, func(p *player, s *side) {
		s.SetReadDeadline(time.Unix(1, 0))
		n, err := s.Read(make([]byte, 10))
		p.note(s.name+".read too late", "%d, %s", n, kind(err))
		s.SetReadDeadline(time.Time{})
	}},
	{"write too late", 4, writer, func(p *player, s *side) {
		s.SetWriteDeadline(time.Unix(1, 0))
		n, err := s.Write([]byte("late"))
		p.note(s.name+".write too late", "%d, %s", n, kind(err))
		s.SetWriteDeadline(time.Time{})
	}},
	{"write in vain", 4, all(writer, not(alive), not(stream)), func(p *player, s *side) {
		_, err := s.Write([]byte("?"))
		p.note(s.name+".write in vain", "%s", kind(err))
		if p.network.name == "unixgram" {
			s.there = nil // the kernel throws away what came before the other end was closed
		}
		if p.network.name == "udp" && s.peer.gone && err == nil {
			says(s.fd, pollErr, true)
			s.SetReadDeadline(time.Now().Add(time.Hour))
			if !full(p, s) {
				p.read(s, s.conn, 10)
			}
			s.SetReadDeadline(time.Time{})
		}
	}},

	// Reads that wait, and what ends them.
	{"wait for data", 20, all(waits, func(p *player, s *side) bool { return sends(p, s.peer) }), func(p *player, s *side) {
		n := max(p.size(1000), s.mark)
		text := p.both(func() string { return p.receive(s.conn, 4000) }, func() { p.send(s.peer, n) })
		p.note(s.name+".wait for data", "%s", text)
	}},
	{"wait with deadlines", 6, all(waits, func(p *player, s *side) bool { return sends(p, s.peer) }), func(p *player, s *side) {
		n := max(p.size(1000), s.mark)
		text := p.both(func() string { return p.receive(s.conn, 4000) }, func() {
			for i := range 5 {
				s.SetReadDeadline(time.Now().Add(time.Duration(1+i%2) * time.Hour))
			}
			p.send(s.peer, n)
		})
		s.SetReadDeadline(time.Time{})
		p.note(s.name+".wait with deadlines", "%s", text)
	}},
	{"wait for a deadline", 6, waits, func(p *player, s *side) {
		text := p.both(func() string { return p.receive(s.conn, 10) }, func() { s.SetReadDeadline(time.Unix(1, 0)) })
		s.SetReadDeadline(time.Time{})
		p.note(s.name+".wait for a deadline", "%s", text)
	}},
	{"wait for Close", 1, waits, func(p *player, s *side) {
		text := p.both(func() string { return p.receive(s.conn, 10) }, func() { s.Close() })
		p.note(s.name+".wait for Close", "%s", text)
		p.closed(s, false)
	}},
	{"wait for the end", 2, all(waits, halves), func(p *player, s *side) {
		text := p.both(func() string { return p.receive(s.conn, 10) }, func() { p.closeWrite(s.peer) })
		p.note(s.name+".wait for the end", "%s", text)
	}},
	{"wait for a reset", 1, all(waits, tcp, func(p *player, s *side) bool { return s.peer.lone() }), func(p *player, s *side) {
		text := p.both(func() string { return p.receive(s.conn, 10) }, func() {
			s.peer.conn.(*net.TCPConn).SetLinger(0)
			s.peer.Close()
		})
		p.note(s.name+".wait for a reset", "%s", text)
		p.closed(s.peer, true)
	}},

	// The ends.
	{"close half", 3, all(halves, alive), func(p *player, s *side) { p.closeWrite(s) }},
	{"close the other half", 2, all(halves, func(p *player, s *side) bool { return !s.deaf }), func(p *player, s *side) {
		err := s.conn.(interface{ CloseRead() error }).CloseRead()
		p.note(s.name+".CloseRead", "%s", kind(err))
		s.deaf = true
	}},
	{"close", 2, func(p *player, s *side) bool { return !s.gone }, func(p *player, s *side) {
		for _, f := range s.copies {
			f.Close()
		}
		for _, fd := range s.dups {
			syscall.Close(fd)
		}
		s.copies, s.dups = nil, nil
		err := s.Close()
		p.note(s.name+".Close", "%s", kind(err))
		p.closed(s, false)
	}},
	{"reset", 1, all(tcp, func(p *player, s *side) bool { return !s.gone && s.lone() }), func(p *player, s *side) {
		s.conn.(*net.TCPConn).SetLinger(0)
		err := s.Close()
		p.note(s.name+".reset", "%s", kind(err))
		p.closed(s, true)
	}},
	{"after Close", 3, func(p *player, s *side) bool { return s.gone }, func(p *player, s *side) {
		_, rerr := s.Read(make([]byte, 1))
		_, werr := s.Write([]byte("x"))
		p.note(s.name+".after Close", "%s, %s, %s", kind(rerr), kind(werr), kind(s.SetDeadline(time.Time{})))
	}},

	// Others who have the descriptor.
	{"File", 2, all(socket, func(p *player, s *side) bool { return !s.gone && len(s.copies) < 2 }), func(p *player, s *side) {
		f, err := s.conn.(interface{ File() (*os.File, error) }).File()
		p.note(s.name+".File", "%s", kind(err))
		s.copies = append(s.copies, f)
	}},
	{"read a copy", 8, all(reader, full, func(p *player, s *side) bool { return len(s.copies) > 0 }), func(p *player, s *side) {
		p.read(s, s.copies[p.rng.IntN(len(s.copies))], p.size(4000))
	}},
	{"wait at a copy", 4, all(waits, func(p *player, s *side) bool { return len(s.copies) > 0 && sends(p, s.peer) }), func(p *player, s *side) {
		f := s.copies[p.rng.IntN(len(s.copies))]
		n := max(p.size(1000), s.mark)
		text := p.both(func() string { return p.receive(f, 4000) }, func() { p.send(s.peer, n) })
		p.note(s.name+".wait at a copy", "%s", text)
	}},
	{"peek", 6, all(reader, full, socket), func(p *player, s *side) { p.peek(s, syscall.MSG_PEEK) }},
	{"receive", 4, all(reader, full, socket), func(p *player, s *side) { p.peek(s, 0) }},
	{"look", 4, all(waits, socket), func(p *player, s *side) {
		raw, err := s.SyscallConn()
		must(err)
		err = raw.Read(func(fd uintptr) bool {
			n, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK)
			p.note(s.name+".look", "%v, %s", n > 0, kind(err))
			return true
		})
		p.note(s.name+".look", "%s", kind(err))
	}},
	{"dup", 3, func(p *player, s *side) bool { return !s.gone && len(s.dups) < 2 }, func(p *player, s *side) {
		if fd, err := syscall.Dup(s.fd); err == nil {
			syscall.CloseOnExec(fd)
			s.dups = append(s.dups, fd)
		}
	}},
	{"mark", 6, all(tcp, reader), func(p *player, s *side) {
		fd := s.fd
		if len(s.dups) > 0 {
			fd = s.dups[0]
		}
		s.mark = 1
		if !p.chance(3) {
			s.mark = 1 + p.rng.IntN(200)
		}
		set := func(fd int) error { return syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_RCVLOWAT, s.mark) }
		var err error
		if p.chance(2) {
			raw, rerr := s.SyscallConn()
			must(rerr)
			raw.Control(func(fd uintptr) { err = set(int(fd)) })
		} else {
			err = set(fd)
		}
		p.note(s.name+".mark", "%d, %s", s.mark, kind(err))
	}},
	{"options", 3, all(socket, func(p *player, s *side) bool { return !s.gone }), func(p *player, s *side) {
		type buffers interface {
			SetReadBuffer(int) error
			SetWriteBuffer(int) error
		}
		b := s.conn.(buffers)
		p.note(s.name+".options", "%s, %s", kind(b.SetReadBuffer(1<<18)), kind(b.SetWriteBuffer(1<<18)))
		if c, ok := s.conn.(*net.TCPConn); ok && !s.peer.gone {
			p.note(s.name+".options", "%s", kind(c.SetNoDelay(p.chance(2))))
			c.SetNoDelay(true)
		}
	}},

	// More than a socket takes at once.
	{"splice", 5, all(reader, full, stream, socket), func(p *player, s *side) {
		r, w, err := os.Pipe()
		must(err)
		want := 1 + p.rng.IntN(s.there[0])
		n, err := io.CopyN(w, s.conn, int64(want))
		buf := make([]byte, want)
		k, rerr := io.ReadFull(r, buf[:n])
		p.note(s.name+".splice", "%d, %s: %s, %s", n, kind(err), sum(buf[:k]), kind(rerr))
		p.took(s, k)
		r.Close()
		w.Close()
	}},
	{"write too much", 1, all(sends, stream, func(p *player, s *side) bool { return !full(p, s.peer) && s.peer.mark == 1 }), func(p *player, s *side) {
		const much = 12 << 20
		buf := make([]byte, much)
		text := p.both(func() string { _, err := s.Write(p.text(s, much)); return kind(err) }, func() {
			n, err := io.ReadFull(s.peer.conn, buf)
			p.note(s.peer.name+".read much", "%s, %s", sum(buf[:n]), kind(err))
		})
		p.note(s.name+".write too much", "%s", text)
	}},
	{"write against nobody", 1, all(sends, stream, func(p *player, s *side) bool { return !full(p, s) && !full(p, s.peer) }), func(p *player, s *side) {
		text := p.both(func() string {
			for {
				if _, err := s.Write(make([]byte, 1<<16)); err != nil {
					return kind(err)
				}
			}
		}, func() {
			says(s.fd, pollOut, false)
			s.SetWriteDeadline(time.Unix(1, 0))
		})
		p.note(s.name+".write against nobody", "%s", text)
		if p.chance(2) {
			// A TCP socket that is closed before it has any of it says so by a FIN, and by a reset
			// only afterwards.
			says(s.peer.fd, pollIn, true)
			s.peer.end()
			p.closed(s.peer, true)
			_, err := s.Write([]byte("x"))
			p.note(s.name+".and again", "%s", kind(err))
			s.SetWriteDeadline(time.Time{})
			_, err = s.Write([]byte("x"))
			p.note(s.name+".and again", "%s", kind(err))
		} else {
			s.end()
			n, err := io.Copy(io.Discard, s.peer.conn)
			p.note(s.peer.name+".read all", "%v, %s", n > 1<<15, kind(err))
			p.closed(s, false)
		}
	}},
	{"pause", 10, func(*player, *side) bool { return true }, func(p *player, s *side) { p.pause() }},
}
