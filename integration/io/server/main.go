// Command server is what bench-io measures: plain Go services on package net and
// net/http, without a line about greenlets. It prints its address and serves until
// its standard input ends. For each line of that it prints the memory it uses.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
)

func main() {
	kind := flag.String("serve", "echo", "echo, hello, tls, json or cpu")
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
	switch kind {
	case "echo":
		go echo(l)
	case "hello":
		go http.Serve(l, http.HandlerFunc(hello))
	case "tls":
		config, err := selfSigned()
		if err != nil {
			return err
		}
		s := &http.Server{Handler: http.HandlerFunc(hello), TLSConfig: config}
		go s.ServeTLS(l, "", "")
	case "json":
		go http.Serve(l, http.HandlerFunc(newCatalogue().list))
	case "cpu":
		go http.Serve(l, http.HandlerFunc(newPuzzle().solve))
	default:
		return fmt.Errorf("nothing to serve is called %q", kind)
	}
	fmt.Println(l.Addr())
	asked := bufio.NewScanner(os.Stdin)
	for asked.Scan() {
		fmt.Println(memory())
	}
	return asked.Err()
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

// memory is what stacks, live heap and the runtime's own structures take, in bytes.
func memory() uint64 {
	for range 2 { // the second frees what the first put into pools
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.StackInuse + m.HeapAlloc + m.OtherSys
}
