package main

import (
	"net/netip"
	"syscall"
	"time"
)

// A loop has connections and an epoll instance that knows them by their place.
type loop struct {
	ep      int
	all     []*conn
	request []byte
	framing framing
	events  []syscall.EpollEvent
}

// An answer is at most that long.
const longest = 64 << 10

func newLoop(addr, kind string, size, conns int) (*loop, error) {
	l := &loop{events: make([]syscall.EpollEvent, 256)}
	var err error
	if l.request, l.framing, err = traffic(kind, size); err != nil {
		return nil, err
	}
	if l.ep, err = syscall.EpollCreate1(0); err != nil {
		return nil, err
	}
	for i := range conns {
		c, err := dial(addr, kind, netip.Addr{}, make([]byte, max(longest, size)))
		if err != nil {
			return nil, err
		}
		ev := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(i)}
		if err := syscall.EpollCtl(l.ep, syscall.EPOLL_CTL_ADD, c.fd, &ev); err != nil {
			return nil, err
		}
		l.all = append(l.all, c)
	}
	return l, nil
}

// wait calls answered for each connection whose answer is complete, after at most ms
// milliseconds.
func (l *loop) wait(ms int, answered func(*conn) error) error {
	n, err := syscall.EpollWait(l.ep, l.events, ms)
	if err != nil && err != syscall.EINTR {
		return err
	}
	for _, ev := range l.events[:max(n, 0)] {
		c := l.all[ev.Fd]
		done, err := c.receive(l.framing)
		if err == nil && done {
			err = answered(c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// closed sends each connection's next request when the last is answered.
func (l *loop) closed(m *meter) error {
	m.start(time.Now())
	for _, c := range l.all {
		if err := c.send(l.request); err != nil {
			return err
		}
	}
	for {
		if over, err := m.tick(time.Now()); over || err != nil {
			return err
		}
		err := l.wait(100, func(c *conn) error {
			m.requests++
			return c.send(l.request)
		})
		if err != nil {
			return err
		}
	}
}
