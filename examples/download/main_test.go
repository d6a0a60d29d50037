package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// A page is told when it may be answered, so that the order does not depend on time.
func TestDownload(t *testing.T) {
	gates := map[string]chan bool{"/a": make(chan bool), "/b": make(chan bool), "/never": make(chan bool)}
	gone := make(chan string, 10)
	var asked atomic.Int32 // for the page that never comes
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		gate, ok := gates[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.URL.Path == "/never" {
			asked.Add(1)
		}
		select {
		case <-gate:
			fmt.Fprintf(w, "page %s\nand more\n", r.URL.Path)
		case <-r.Context().Done():
			gone <- r.URL.Path
		}
	}))
	defer srv.Close()
	defer close(gates["/never"])

	heard := make(chan string, 10)
	out := make(lines, 10)
	go func() {
		gates["/b"] <- true
		heard <- <-out
		gates["/a"] <- true
		heard <- <-out
	}()
	if got := download(out, []string{srv.URL + "/a", srv.URL + "/b"}, time.Minute); got != 2 {
		t.Errorf("got %d pages", got)
	}
	for _, path := range []string{"/b", "/a"} {
		if line, want := <-heard, srv.URL+path+": page "+path+"\n"; line != want {
			t.Errorf("%q, want %q", line, want)
		}
	}

	var text strings.Builder
	if got := download(&text, []string{srv.URL + "/missing"}, time.Minute); got != 0 || !strings.Contains(text.String(), "/missing: 404 Not Found\n") {
		t.Errorf("got %d pages: %q", got, text.String())
	}
	// On a busy machine the time may be over before the server is asked.
	for d := 50 * time.Millisecond; asked.Load() == 0; d *= 2 {
		text.Reset()
		if got := download(&text, []string{srv.URL + "/never"}, d); got != 0 || !strings.Contains(text.String(), fmt.Sprint("/never: not there after ", d)) {
			t.Errorf("got %d pages: %q", got, text.String())
		}
	}
	if greenrt.Enabled() {
		// The kill has ended the request, which the server sees.
		if path := <-gone; path != "/never" {
			t.Error(path)
		}
	} else if !strings.Contains(text.String(), greenrt.ErrUnreachable.Error()) {
		t.Errorf("nothing says that the request goes on: %q", text.String())
	}
}

// lines are what was written, for another to read.
type lines chan string

func (l lines) Write(text []byte) (int, error) {
	l <- string(text)
	return len(text), nil
}

func TestPages(t *testing.T) {
	base, err := pages()
	if err != nil {
		t.Fatal(err)
	}
	if line, err := firstLine(base + "/quick"); line != "This page took 0s." || err != nil {
		t.Errorf("%q, %v", line, err)
	}
}
