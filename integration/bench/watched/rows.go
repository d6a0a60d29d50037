package main

import (
	"io"
	"net"
	"sync"

	"github.com/go-greenify/greenify/integration/bench/ops"
)

// A row is an operation.
type row struct {
	name string
	do   func(n int) // does it n times
}

var rows = []row{
	{"Gosched", ops.Gosched},
	{"channel ping-pong", ops.PingPong},
	{"spawn and join", ops.Spawn},
	{"echo over TCP, 1 connection", echo(1)},
	{"echo over TCP, 64 connections", echo(64)},
}

// echo returns a function that sends n times 64 bytes and waits for their return, over so many
// connections at once. Both sides are in this process, and stay connected.
func echo(connections int) func(n int) {
	var clients []net.Conn
	return func(n int) {
		for len(clients) < connections {
			clients = append(clients, connect())
		}
		var all sync.WaitGroup
		for _, c := range clients {
			all.Go(func() {
				buf := make([]byte, 64)
				for range max(n/connections, 1) {
					if _, err := c.Write(buf); err != nil {
						panic(err)
					}
					if _, err := io.ReadFull(c, buf); err != nil {
						panic(err)
					}
				}
			})
		}
		all.Wait()
	}
}

// connect returns a connection to a goroutine that sends everything back.
func connect() net.Conn {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		panic(err)
	}
	// The kernel has made the connection by now. Who accepted it in a goroutine would race with
	// the listener's end.
	peer, err := l.Accept()
	if err != nil {
		panic(err)
	}
	go func() {
		buf := make([]byte, 64)
		for {
			k, err := peer.Read(buf)
			if err != nil {
				return
			}
			if _, err := peer.Write(buf[:k]); err != nil {
				return
			}
		}
	}()
	return c
}
