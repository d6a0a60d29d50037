// Command peers serves what integration/io/server does, by libraries that make event
// loops of their own instead of goroutines: an echo by gnet, a hello by fasthttp (whose
// connections are goroutines on Go's poller, but whose HTTP is leaner). It is a module
// of its own, so that nobody else needs them.
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/panjf2000/gnet/v2"
	"github.com/valyala/fasthttp"
)

func main() {
	kind := flag.String("serve", "echo", "echo or hello")
	flag.Parse()
	if err := run(*kind); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(kind string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	switch kind {
	case "echo":
		// gnet makes its listener itself.
		addr := l.Addr().String()
		l.Close()
		e := &echo{ready: make(chan struct{})}
		go func() {
			ended <- gnet.Run(e, "tcp://"+addr, gnet.WithTCPNoDelay(gnet.TCPNoDelay), gnet.WithLogger(logger{}))
		}()
		select {
		case <-e.ready:
		case err := <-ended:
			return err
		}
		fmt.Println(addr)
	case "hello":
		fmt.Println(l.Addr())
		go func() { ended <- fasthttp.Serve(l, hello) }()
	default:
		return fmt.Errorf("nothing to serve is called %q", kind)
	}
	go func() {
		_, err := io.Copy(io.Discard, os.Stdin)
		ended <- err
	}()
	return <-ended
}

type echo struct {
	gnet.BuiltinEventEngine
	ready chan struct{}
}

func (e *echo) OnBoot(gnet.Engine) gnet.Action {
	close(e.ready)
	return gnet.None
}

func (e *echo) OnTraffic(c gnet.Conn) gnet.Action {
	buf, err := c.Next(-1)
	if err != nil {
		return gnet.Close
	}
	if _, err := c.Write(buf); err != nil {
		return gnet.Close
	}
	return gnet.None
}

// A logger keeps gnet from writing to standard output, where the address goes.
type logger struct{}

func (logger) Debugf(string, ...any)             {}
func (logger) Infof(string, ...any)              {}
func (logger) Warnf(format string, args ...any)  { fmt.Fprintf(os.Stderr, format+"\n", args...) }
func (logger) Errorf(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
func (logger) Fatalf(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func hello(ctx *fasthttp.RequestCtx) {
	ctx.SetContentType("text/plain")
	ctx.WriteString("Hello, World!\n")
}
