// Chat is the chat server that everybody writes with gevent: one room, and whoever connects is in
// it.
//
//	go run ./examples/chat
//	greenify run ./examples/chat
//	nc 127.0.0.1 6000
//
// Each member has a queue of what is to be written to it, and two greenlets: one reads what the
// member says and puts it into the queues of all others, one empties the queue into the
// connection. Nobody waits for a slow member: when its queue is full, it is shown out. The first
// greenlet of the two that ends takes the other along.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"strings"
	"sync"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/queue"
	"github.com/go-greenify/greenify/greenrt/server"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:6000", "where to listen")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var r room
	s := server.NewStreamServer(*addr, r.serve)
	s.PoolSize = 10_000 // so that members are shown out at the end
	log.Printf("chat: listening on %s", *addr)
	if err := s.ServeForever(ctx); err != nil {
		log.Fatal(err)
	}
}

// backlog is how many lines a member may be behind.
const backlog = 100

// A room is where what one says is heard by all others. The zero value is empty.
type room struct {
	mu      sync.Mutex
	members map[string]member
}

// A member is somebody in a room.
type member struct {
	conn  net.Conn
	lines *queue.Queue[string] // to be written to it
}

// errTaken is the error of a name that a member has.
var errTaken = errors.New("somebody has that name")

// join adds a member, which leave takes out.
func (r *room) join(name string, conn net.Conn) (m member, leave func(), err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, taken := r.members[name]; taken {
		return m, nil, errTaken
	}
	if r.members == nil {
		r.members = make(map[string]member)
	}
	m = member{conn, queue.New[string](backlog)}
	r.members[name] = m
	return m, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.members, name)
	}, nil
}

// say puts a line into the queues of all but one, and does not wait.
func (r *room) say(from, line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, m := range r.members {
		if name != from && m.lines.TryPut(line) != nil {
			m.conn.Close() // it does not read
		}
	}
}

// serve is a member's time in the room.
func (r *room) serve(_ context.Context, c net.Conn) {
	in := bufio.NewScanner(c)
	io.WriteString(c, "Your name? ")
	if !in.Scan() {
		return
	}
	name := strings.TrimSpace(in.Text())
	m, leave, err := r.join(name, c)
	if err != nil {
		fmt.Fprintln(c, err)
		return
	}
	defer r.say(name, name+" has left")
	defer leave()
	r.say(name, name+" has come")
	over := errors.New("over") // kills the other one
	err = greenrt.InScope(func(s *greenrt.Scope) error {
		s.Go(func() error {
			for line := range m.lines.All() {
				if _, err := fmt.Fprintln(c, line); err != nil {
					break
				}
			}
			c.Close() // also for a plain program, where the reader cannot be killed
			return over
		})
		s.Go(func() error {
			for in.Scan() {
				r.say(name, name+": "+in.Text())
			}
			return over
		})
		return nil
	})
	if err != over {
		log.Printf("chat: %s: %v", name, err)
	}
}
