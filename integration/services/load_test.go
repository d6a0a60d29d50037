package services

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// connections is how many keep-alive connections the load has.
const connections = 64

// A load is a number of clients that ask for one page all the time.
type load struct {
	requests atomic.Int64
	errors   chan error
	quit     chan struct{}
	wg       sync.WaitGroup
}

// startLoad has check look at each answer. Each connection asks once at least.
func startLoad(t *testing.T, url string, check func(body string) error) *load {
	l := &load{errors: make(chan error, connections), quit: make(chan struct{})}
	for range connections {
		l.wg.Go(func() {
			// A transport of its own makes a connection of its own.
			tr := &http.Transport{}
			defer tr.CloseIdleConnections()
			c := &http.Client{Transport: tr, Timeout: patience(t)}
			for {
				body, err := get(c, url)
				if err == nil {
					err = check(body)
				}
				if err != nil {
					l.errors <- err
					return
				}
				l.requests.Add(1)
				select {
				case <-l.quit:
					return
				default:
				}
			}
		})
	}
	return l
}

func get(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %s: %q", url, resp.Status, body)
	}
	return string(body), err
}

// stop ends the load and reports the errors that there were.
func (l *load) stop(t *testing.T) {
	t.Helper()
	close(l.quit)
	l.wg.Wait()
	close(l.errors)
	for err := range l.errors {
		t.Error(err)
	}
}

// TestLoad puts 64 connections on hello for some seconds, without an error.
func TestLoad(t *testing.T) {
	for _, b := range builds {
		t.Run(string(b), func(t *testing.T) {
			s := start(t, buildService(t, b, "hello"), 1)
			l := startLoad(t, s.urls[0]+"/gopher", func(body string) error {
				if body != "hello, gopher\n" {
					return fmt.Errorf("wrong answer %q", body)
				}
				return nil
			})
			u := measure(t, s.cmd.Process.Pid, 3*time.Second)
			l.stop(t)
			s.stop(t)
			t.Logf("%d requests; %v", l.requests.Load(), u)
		})
	}
}

// TestOneThread proves that the handlers of a green service run in one thread
// at a time. The handlers compute, on many connections, and look from inside
// whether another one computes at the same moment (see the service's
// together.go). From outside, all of the service's threads together use no more
// than one core, and nearly all of that in one thread, more than half even beside
// other tests that use all cores; the collector has threads of its own and is
// switched off.
//
// The stock build shows that the measure sees two threads where there are two.
func TestOneThread(t *testing.T) {
	if runtime.NumCPU() < 2 {
		t.Skip("with one core no two threads can run at once")
	}
	for _, b := range builds {
		t.Run(string(b), func(t *testing.T) {
			s := start(t, buildService(t, b, "everything"), 2, "GOGC=off")
			var together, strides atomic.Int64
			l := startLoad(t, s.urls[0]+"/together?n=5", func(body string) error {
				var a, b int64
				_, err := fmt.Sscan(body, &a, &b)
				together.Add(a)
				strides.Add(b)
				return err
			})
			time.Sleep(200 * time.Millisecond)
			u := measure(t, s.cmd.Process.Pid, 3*time.Second)
			l.stop(t)
			s.stop(t)
			part := float64(together.Load()) / float64(max(strides.Load(), 1))
			t.Logf("two handlers at once in %d of %d strides (%.4f%%); %v", together.Load(), strides.Load(), 100*part, u)
			switch {
			case b == stock && u.cores() < 1.2:
				t.Log("other programs left the stock build no two cores, so that it shows nothing today")
			case b == stock && part < 0.05:
				t.Error("the stock build used two cores but ran hardly any two handlers at once: the measure does not work")
			case b == green && part > 0.0001:
				t.Error("handlers ran in two threads at once")
			case b == green && u.cores() > 1.05:
				t.Errorf("the service used %.2f cores", u.cores())
			case b == green && u.top < u.total/2:
				t.Error("the hub wandered from thread to thread")
			}
		})
	}
}

// TestWrk is make wrk: a longer load by a client in C, for both builds.
func TestWrk(t *testing.T) {
	duration := os.Getenv("WRK")
	if duration == "" {
		t.Skip("WRK is not set to a duration, such as 30s")
	}
	for _, b := range builds {
		t.Run(string(b), func(t *testing.T) {
			s := start(t, buildService(t, b, "hello"), 1)
			out, err := exec.Command("wrk", "-t1", fmt.Sprint("-c", connections), "-d"+duration, "--timeout", "20s", "--latency", s.urls[0]+"/").CombinedOutput()
			t.Logf("%s", out)
			if err != nil {
				t.Error(err)
			}
			if strings.Contains(string(out), "Socket errors") || strings.Contains(string(out), "Non-2xx") {
				t.Error("wrk saw errors")
			}
			s.stop(t)
		})
	}
}
