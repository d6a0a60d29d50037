package services

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// script is what a client asks, on each protocol that a service speaks.
var script = map[string][]request{
	"hello": {
		{"GET", "/", ""},
		{"GET", "/gopher", ""},
		{"GET", "/a%20b", ""},
		{"GET", "/no/such/page", ""},
		{"HEAD", "/", ""},
		{"POST", "/", "x"},
	},
	"everything": {
		{"GET", "/proto", ""},
		{"POST", "/json", `{"id": 41, "items": ["c", "a", "b"], "tags": {"k": "v"}}`},
		{"POST", "/json", `{"id": "x"}`},
		{"POST", "/json", `{"unknown": 1}`},
		{"POST", "/json", ``},
		{"GET", "/template?title=%3Cscript%3E", ""},
		{"GET", "/stream", ""},
		{"GET", "/abort", ""},
		{"PUT", "/size", ""},
		{"PUT", "/size", strings.Repeat("0123456789", 30_000)},
		{"GET", "/fetch", ""},
		{"GET", "/mutex?n=100", ""},
		{"GET", "/mutex?n=x", ""},
		{"GET", "/rwmutex", ""},
		{"GET", "/cond", ""},
		{"GET", "/pool", ""},
		{"GET", "/once", ""},
		{"GET", "/errgroup", ""},
		{"GET", "/semaphore", ""},
		{"GET", "/pipeline?n=200", ""},
		{"GET", "/select", ""},
		{"GET", "/reflect?n=20", ""},
		{"GET", "/iter", ""},
		{"GET", "/panic", ""},
		{"GET", "/sleep?n=20", ""},
		{"GET", "/deadline", ""},
		{"GET", "/ticker", ""},
		{"GET", "/afterfunc", ""},
		{"GET", "/exec?text=shout", ""},
		{"GET", "/file", ""},
		{"GET", "/pipe", ""},
		{"GET", "/digest?n=20000", ""},
		{"GET", "/nowhere", ""},
	},
}

type request struct{ method, path, body string }

func (r request) String() string {
	s := r.method + " " + r.path
	if r.body != "" {
		s += fmt.Sprintf(" with %.30q", r.body)
	}
	return s
}

// TestAnswers runs the script against both builds. The clients of one service
// run at once, so that its goroutines meet each other's.
func TestAnswers(t *testing.T) {
	for name, listeners := range map[string]int{"hello": 1, "everything": 2} {
		t.Run(name, func(t *testing.T) {
			answers := make(map[build]map[string]string)
			for _, b := range builds {
				s := start(t, buildService(t, b, name), listeners)
				answers[b] = askAll(s, script[name], patience(t))
				s.stop(t)
			}
			if n := len(answers[stock]); n < len(script[name]) {
				t.Fatalf("%d answers to a script of %d requests", n, len(script[name]))
			}
			for key, want := range answers[stock] {
				if got := answers[green][key]; got != want {
					t.Errorf("%s\ngreen: %s\nstock: %s", key, got, want)
				}
			}
		})
	}
}

// clients is how many go through the script at once on each protocol.
const clients = 8

// askAll runs the script on each of the service's protocols and returns the
// answers by protocol and request. An answer that differs among the clients
// comes back as all of its forms.
func askAll(s *service, script []request, limit time.Duration) map[string]string {
	var mu sync.Mutex
	answers := make(map[string]string)
	var wg sync.WaitGroup
	for _, url := range s.urls {
		for _, protocol := range protocols(url) {
			for range clients {
				wg.Go(func() {
					c := newClient(protocol, limit)
					defer c.CloseIdleConnections()
					for _, r := range script {
						answer := ask(c, url, r)
						key := protocol + " " + r.String()
						mu.Lock()
						switch old, ok := answers[key]; {
						case !ok:
							answers[key] = answer
						case !strings.Contains(old, answer):
							answers[key] = old + "\nor " + answer
						}
						mu.Unlock()
					}
				})
			}
		}
	}
	wg.Wait()
	return answers
}

// protocols are those that a client can speak with url.
func protocols(url string) []string {
	if strings.HasPrefix(url, "https:") {
		return []string{"TLS", "HTTP/2"}
	}
	return []string{"HTTP/1.1"}
}

// newClient returns a client whose requests may take so long.
func newClient(protocol string, limit time.Duration) *http.Client {
	p := new(http.Protocols)
	p.SetHTTP1(protocol != "HTTP/2")
	p.SetHTTP2(protocol == "HTTP/2")
	return &http.Client{
		Timeout: limit,
		Transport: &http.Transport{
			Protocols: p,
			// The service has made its certificate itself.
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		},
	}
}

// ask returns all of an answer that depends on the request alone.
func ask(c *http.Client, url string, r request) string {
	req, err := http.NewRequest(r.method, url+r.path, strings.NewReader(r.body))
	if err != nil {
		return err.Error()
	}
	resp, err := c.Do(req)
	if err != nil {
		return "no answer: " + kind(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	var s bytes.Buffer
	fmt.Fprintf(&s, "%s %s\n", resp.Proto, resp.Status)
	resp.Header.Del("Date")
	resp.Header.Write(&s)
	fmt.Fprintf(&s, "\n%s", body)
	if err != nil {
		fmt.Fprintf(&s, "broken off: %s", kind(err))
	}
	return s.String()
}

// kind is an error without ports and stream numbers. Whether a connection that
// the service breaks off is closed or reset is a matter of timing.
func kind(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	default:
		return "error"
	}
}
