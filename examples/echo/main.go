// Echo is gevent's echoserver.py: a server that greets, and gives each line back until it is
// "quit".
//
//	go run ./examples/echo
//	greenify run ./examples/echo
//	nc 127.0.0.1 16000
//
// It imports nothing of greenify's. In the first case each connection has a goroutine, in the
// second a greenlet, and all of them share one thread. To see that, open a thousand
// connections and compare the lines of /proc/<pid>/status that count threads and context
// switches. A client that says nothing for -idle is shown out; while it is silent it costs
// neither program anything but memory.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"time"
)

const greeting = "Welcome to the echo server! Type quit to leave.\n"

func main() {
	addr := flag.String("addr", "127.0.0.1:16000", "where to listen")
	idle := flag.Duration("idle", time.Minute, "how long a client may be silent")
	flag.Parse()
	ln, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("echo: listening on %v", ln.Addr())
	if err := serve(ln, *idle); err != nil {
		log.Fatal(err)
	}
}

// serve has each connection to ln served by a goroutine of its own, until ln is closed.
func serve(ln net.Listener, idle time.Duration) error {
	for {
		c, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		go func() {
			defer c.Close()
			log.Printf("echo: %v has come", c.RemoteAddr())
			if err := echo(c, idle); err != nil {
				log.Printf("echo: %v: %v", c.RemoteAddr(), err)
				return
			}
			log.Printf("echo: %v has left", c.RemoteAddr())
		}()
	}
}

// echo gives the lines of c back until the client has left, with a word or without.
func echo(c net.Conn, idle time.Duration) error {
	if _, err := io.WriteString(c, greeting); err != nil {
		return err
	}
	lines := bufio.NewScanner(c)
	for {
		if err := c.SetReadDeadline(time.Now().Add(idle)); err != nil {
			return err
		}
		if !lines.Scan() {
			return lines.Err()
		}
		if lines.Text() == "quit" {
			_, err := io.WriteString(c, "Bye.\n")
			return err
		}
		if _, err := fmt.Fprintln(c, lines.Text()); err != nil {
			return err
		}
	}
}
