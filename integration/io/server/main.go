// Command server is what bench-io measures: plain Go services on package net and
// net/http, without a line about greenlets. It prints its address and serves until
// its standard input ends.
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

func main() {
	kind := flag.String("serve", "echo", "echo or hello")
	flag.Parse()
	if err := run(*kind); err != nil {
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(1)
	}
}

func run(kind string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	switch kind {
	case "echo":
		go echo(l)
	case "hello":
		go http.Serve(l, http.HandlerFunc(hello))
	default:
		return fmt.Errorf("nothing to serve is called %q", kind)
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// echo sends back what comes in, a goroutine per connection.
func echo(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			buf := make([]byte, 4096)
			for {
				n, err := c.Read(buf)
				if err != nil {
					return
				}
				if _, err := c.Write(buf[:n]); err != nil {
					return
				}
			}
		}()
	}
}

func hello(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	io.WriteString(w, "Hello, World!\n")
}
