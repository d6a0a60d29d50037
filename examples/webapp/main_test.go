package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}

// start serves the book in a file until stop is called.
func start(t *testing.T, file string) (base string, stop func()) {
	t.Helper()
	book, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- serve(ctx, ln, book) }()
	return "http://" + ln.Addr().String() + "/", func() {
		cancel()
		http.DefaultClient.CloseIdleConnections()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}
}

// text returns the body of a response.
func text(t *testing.T, resp *http.Response, err error) string {
	t.Helper()
	if err != nil {
		t.Error(err)
		return ""
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return resp.Status + "\n" + string(body)
}

func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	return text(t, resp, err)
}

func write(t *testing.T, base, name, entry string) string {
	t.Helper()
	resp, err := http.PostForm(base, url.Values{"name": {name}, "text": {entry}})
	return text(t, resp, err)
}

func TestGuestBook(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a book?.db")
	base, stop := start(t, file)
	if page := get(t, base); !strings.HasPrefix(page, "200") || !strings.Contains(page, "Nobody has written") {
		t.Error(page)
	}
	if page := write(t, base, "Ann", "Hello <there>"); !strings.HasPrefix(page, "200") || !strings.Contains(page, "<b>Ann</b>: Hello &lt;there&gt;") {
		t.Error(page)
	}
	if page := write(t, base, "Bob", ""); !strings.HasPrefix(page, "400") {
		t.Error(page)
	}
	if page := write(t, base, "Eve", strings.Repeat("x", 1<<17)); !strings.HasPrefix(page, "400") {
		t.Errorf("%.100s", page)
	}
	write(t, base, "Bob", "Good bye")
	if page := get(t, base); strings.Index(page, "Bob") > strings.Index(page, "Ann") {
		t.Error("the last one is not the first:", page)
	}
	if page := get(t, base+"?search=HELLO"); !strings.Contains(page, "Ann") || strings.Contains(page, "Bob") {
		t.Error(page)
	}
	stop()
	// It is all on the disk.
	base, stop = start(t, file)
	defer stop()
	if page := get(t, base); !strings.Contains(page, "Ann") || !strings.Contains(page, "Bob") {
		t.Error(page)
	}
}

// Many write and search at once, and nothing is lost.
func TestManyAtOnce(t *testing.T) {
	base, stop := start(t, filepath.Join(t.TempDir(), "book.db"))
	defer stop()
	const guests, each = 8, 5
	var all sync.WaitGroup
	for g := range guests {
		all.Go(func() {
			for i := range each {
				entry := fmt.Sprintf("entry %d of %d", i, g)
				write(t, base, fmt.Sprint("guest", g), entry)
				if page := get(t, base+"?search="+url.QueryEscape(entry)); !strings.Contains(page, entry) {
					t.Errorf("no %q in %s", entry, page)
				}
			}
		})
	}
	all.Wait()
	if n := strings.Count(get(t, base), "<p>"); n != guests*each {
		t.Errorf("%d entries, want %d", n, guests*each)
	}
}

// A database that is gone is an error for the guest, and not the server's end.
func TestDatabaseFails(t *testing.T) {
	book, err := open(filepath.Join(t.TempDir(), "book.db"))
	if err != nil {
		t.Fatal(err)
	}
	book.Close()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- serve(ctx, ln, book) }()
	base := "http://" + ln.Addr().String() + "/"
	for _, page := range []string{get(t, base), write(t, base, "Ann", "Hello")} {
		if !strings.HasPrefix(page, "500") || !strings.Contains(page, "not at hand") {
			t.Error(page)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
