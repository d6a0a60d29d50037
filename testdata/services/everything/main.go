// Command everything is an ordinary HTTP service that uses what services use:
// JSON, TLS, HTTP/2, templates, mutexes, channels, select, contexts, error
// groups, pools, tickers, timers, reflection, iterators, processes and files.
// Nothing in it knows of greenify.
//
// What it answers depends on the request alone, so that two builds of it can
// be compared; only /together tells what it has seen of other requests.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "the `address` to serve HTTP on")
	tlsAddr := flag.String("tls", "127.0.0.1:0", "the `address` to serve HTTPS on")
	flag.Parse()
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *addr, *tlsAddr); err != nil {
		log.Fatal(err)
	}
}

// serve answers on both addresses until ctx ends.
func serve(ctx context.Context, addr, tlsAddr string) error {
	plain, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	secure, err := net.Listen("tcp", tlsAddr)
	if err != nil {
		return err
	}
	tlsConfig, err := selfSigned("127.0.0.1")
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:     routes(),
		TLSConfig:   tlsConfig,
		ReadTimeout: 30 * time.Second,
		ErrorLog:    log.New(os.Stderr, "", 0),
	}
	fmt.Printf("listening on http://%s\n", plain.Addr())
	fmt.Printf("listening on https://%s\n", secure.Addr())

	// Shutdown is called when a signal comes and when either listener fails.
	var g errgroup.Group
	ctx, cancel := context.WithCancel(ctx)
	listen := func(serve func() error) {
		g.Go(func() error {
			defer cancel()
			if err := serve(); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
	}
	listen(func() error { return server.Serve(plain) })
	listen(func() error { return server.ServeTLS(secure, "", "") })
	g.Go(func() error {
		<-ctx.Done()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		return server.Shutdown(ctx)
	})
	return g.Wait()
}
