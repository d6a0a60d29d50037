package main

import (
	"errors"
	"time"
)

// patience is how long the answers to the last requests may take: as good as for ever, since one
// that comes is measured.
const patience = time.Minute

// open sends requests when they are due, whether the server has kept up or not. One that
// is due while all connections are busy waits for the first that is free, and its time
// counts from when it was due: to forget that wait is what is called coordinated
// omission, and makes a server that stands still for a second look like one slow answer.
//
// The loop never sleeps. It has a core to itself, and a sleep would add to each latency
// the time that it takes to wake up, and to the server's work that of waking it.
func (l *loop) open(m *meter, rate float64) error {
	var late []time.Time // when those requests were due that wait for a connection
	free := append([]*conn(nil), l.all...)
	start := time.Now()
	m.start(start)
	m.latencies = make([]time.Duration, 0, int(rate*m.length.Seconds()*1.1)+1000)
	due := newSchedule(start, rate)
	next, over := due.next(), false
	for !over || len(late) > 0 || len(free) < len(l.all) {
		now := time.Now()
		if !over {
			var err error
			if over, err = m.tick(now); err != nil {
				return err
			}
		} else if now.Sub(m.end) > patience {
			return errors.New("the server does not keep up")
		}
		for ; !next.After(now) && next.Before(m.end); next = due.next() {
			late = append(late, next)
		}
		for len(late) > 0 && len(free) > 0 {
			c := free[0]
			c.due = late[0]
			free, late = free[1:], late[1:]
			if err := c.send(l.request); err != nil {
				return err
			}
		}
		err := l.wait(0, func(c *conn) error {
			m.requests++
			if !c.due.Before(m.begin) {
				m.latencies = append(m.latencies, time.Since(c.due))
			}
			free = append(free, c)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
