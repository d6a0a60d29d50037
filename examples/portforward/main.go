// Portforward is gevent's portforwarder.py: it passes connections to a port on to another
// address, both ways, until it is told to end.
//
//	go run ./examples/portforward 127.0.0.1:8000 example.com:80
//	greenify run ./examples/portforward 127.0.0.1:8000 example.com:80
//	curl -H 'Host: example.com' http://127.0.0.1:8000/
//
// Each connection has two greenlets, one for each direction. Neither outlives the function that
// started them, and what ends one ends the other. Ctrl-C closes the port, waits for -grace for
// the connections that there are, and kills those that are left.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/server"
)

func main() {
	grace := flag.Duration("grace", time.Second, "how long connections may go on at the end")
	most := flag.Int("most", 1000, "how many connections at once")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: portforward [flags] FROM TO")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s := forwarder(flag.Arg(0), flag.Arg(1))
	s.PoolSize, s.StopTimeout = *most, *grace
	log.Printf("portforward: %s to %s", flag.Arg(0), flag.Arg(1))
	if err := s.ServeForever(ctx); err != nil {
		log.Fatal(err)
	}
}

// forwarder returns a server at one address that passes its connections on to another.
func forwarder(from, to string) *server.StreamServer {
	return server.NewStreamServer(from, func(ctx context.Context, near net.Conn) {
		far, err := new(net.Dialer).DialContext(ctx, "tcp", to)
		if err != nil {
			log.Printf("portforward: %v: %v", near.RemoteAddr(), err)
			return
		}
		defer far.Close()
		if err := forward(near, far); err != nil {
			log.Printf("portforward: %v: %v", near.RemoteAddr(), err)
		}
	})
}

// forward copies both ways until both sides have ended what they send, or one fails. It leaves
// the connections open.
func forward(near, far net.Conn) error {
	return greenrt.InScope(func(s *greenrt.Scope) error {
		for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
			s.Go(func() error {
				err := copyTo(way[1], way[0])
				if err != nil {
					// In a plain program the other way can be killed only
					// where greenrt waits: the end of its connections ends it.
					near.Close()
					far.Close()
				}
				return err
			})
		}
		return nil
	})
}

// copyTo copies what comes from src, and its end.
func copyTo(dst, src net.Conn) error {
	if _, err := io.Copy(dst, src); err != nil {
		return err
	}
	half, ok := dst.(interface{ CloseWrite() error })
	if !ok {
		return errors.New("a connection that cannot be closed by half")
	}
	return half.CloseWrite()
}
