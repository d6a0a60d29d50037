// Command api is a JSON service of the kind that most teams have: a router, a
// pool of database connections, a cache, and requests that ask both at once.
//
//	POST /items/{name}   makes an item
//	GET /items/{id}      reads it from PostgreSQL while Redis counts the view
//	GET /slow            waits 50 ms in the database
//	GET /slow/most       tells how many have done so at once
//
// It is written without a thought of greenify, whose tests serve it stock and
// green. SIGTERM lets requests end and then the program, with exit code 0.
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
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "listen on this `address`; port 0 is any free one")
	postgres := flag.String("postgres", "", "`url` of the database")
	redis := flag.String("redis", "127.0.0.1:6379", "`address` of Redis")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *addr, *postgres, *redis); err != nil {
		log.Fatalf("api: %v", err)
	}
}

func run(ctx context.Context, addr, postgres, redis string) error {
	s, err := open(ctx, postgres, redis)
	if err != nil {
		return err
	}
	defer s.close()

	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: routes(s), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(l) }()
	fmt.Printf("listening on http://%s\n", l.Addr())

	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		return err
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
