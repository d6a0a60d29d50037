package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"sync"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}

// start serves on a free port until the test ends.
func start(t *testing.T, idle time.Duration) (addr string) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- serve(ln, idle) }()
	t.Cleanup(func() {
		ln.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return ln.Addr().String()
}

func TestEcho(t *testing.T) {
	addr := start(t, time.Minute)
	const clients = 100
	var all, met sync.WaitGroup
	met.Add(clients)
	for i := range clients {
		all.Go(func() {
			c, err := net.Dial("tcp", addr)
			if err != nil {
				t.Error(err)
				met.Done()
				return
			}
			defer c.Close()
			r := bufio.NewReader(c)
			if line, err := r.ReadString('\n'); line != greeting || err != nil {
				t.Errorf("%q, %v", line, err)
			}
			met.Done()
			met.Wait() // so that all are connected at once
			for n := range 10 {
				want := fmt.Sprintf("line %d of %d\n", n, i)
				io.WriteString(c, want)
				if line, err := r.ReadString('\n'); line != want || err != nil {
					t.Errorf("%q, %v, want %q", line, err, want)
				}
			}
			io.WriteString(c, "quit\n")
			if rest, err := io.ReadAll(r); string(rest) != "Bye.\n" || err != nil {
				t.Errorf("%q, %v", rest, err)
			}
		})
	}
	all.Wait()
}

func TestSilentClientIsShownOut(t *testing.T) {
	c, err := net.Dial("tcp", start(t, 10*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if text, err := io.ReadAll(c); string(text) != greeting || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}
