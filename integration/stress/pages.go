package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"
)

// pages serves net/http to clients that keep connections, send requests ahead, and go
// away while a handler waits for just that.
func pages(w *worker) {
	for !w.over() {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		w.must(err)
		left := make(chan string, 100) // requests that were cancelled
		srv := &http.Server{
			Handler:  http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { page(w, left, rw, r) }),
			ErrorLog: log.New(io.Discard, "", 0),
		}
		ended := make(chan struct{})
		go func() {
			srv.Serve(l)
			close(ended)
		}()
		clients := 1 + w.rng.IntN(10)
		done := make(chan int)
		for i := range clients {
			helper := w.helper()
			go func() { done <- visit(helper, l.Addr().String(), fmt.Sprint("client", i)) }()
		}
		leavers := 0
		for range clients {
			leavers += <-done
		}
		for range leavers {
			<-left
			w.tick()
		}
		w.must(srv.Close())
		<-ended
		w.tick()
	}
}

// page answers with the request's path, or waits for its client to go away.
func page(w *worker, left chan<- string, rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // the wait for the client's end begins behind it
	switch r.URL.Query().Get("do") {
	case "wait":
		<-r.Context().Done()
		left <- r.URL.Path
	case "deadline":
		w.must(http.NewResponseController(rw).SetReadDeadline(time.Now().Add(time.Millisecond)))
		<-r.Context().Done()
	case "sleep":
		time.Sleep(100 * time.Microsecond)
	}
	fmt.Fprintf(rw, "%s %s %s", r.Method, r.URL.Path, body)
}

// visit is a client with one connection. It returns how many requests it left alone.
func visit(w *worker, addr, name string) (leaves int) {
	c, err := net.Dial("tcp", addr)
	w.must(err)
	defer c.Close()
	in := bufio.NewReader(c)
	for n := range w.rng.IntN(40) {
		ahead := 1
		if chance(w.rng, 4) {
			ahead = 1 + w.rng.IntN(4)
		}
		var out strings.Builder
		for i := range ahead {
			do := [...]string{"", "sleep", "deadline"}[w.rng.IntN(3)]
			if i+1 < ahead {
				// Such a deadline ends the wait for a client only if the client
				// is silent.
				do = ""
			}
			fmt.Fprintf(&out, "POST /%s/%d/%d?do=%s HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody", name, n, i, do)
		}
		text := out.String()
		if chance(w.rng, 3) {
			half := w.rng.IntN(len(text))
			_, err := io.WriteString(c, text[:half])
			w.must(err)
			breathe(w.rng)
			text = text[half:]
		}
		_, err := io.WriteString(c, text)
		w.must(err)
		for i := range ahead {
			resp, err := http.ReadResponse(in, nil)
			w.must(err)
			body, err := io.ReadAll(resp.Body)
			w.must(err)
			same(w, "answer", string(body), fmt.Sprintf("POST /%s/%d/%d body", name, n, i))
			w.tick()
		}
	}
	if chance(w.rng, 2) {
		_, err := fmt.Fprintf(c, "GET /%s?do=wait HTTP/1.1\r\nHost: x\r\n\r\n", name)
		w.must(err)
		breathe(w.rng)
		leaves++
	}
	return leaves
}
