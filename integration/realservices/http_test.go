package realservices

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// A request is something to ask a web service.
type request struct {
	method, path string
	header       string // "Name: value" or nothing
}

func (r request) String() string {
	return strings.TrimSpace(r.method + " " + r.path + " " + r.header)
}

// client makes no use of compression and follows no redirections unless asked:
// what the service sends is what is compared.
var client = &http.Client{
	Timeout:       5 * time.Minute, // a service that hangs is to fail its test, and not all
	Transport:     &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// ask returns an answer's status and body.
func ask(url string, r request) (*http.Response, []byte, error) {
	req, err := http.NewRequest(r.method, url+r.path, nil)
	if err != nil {
		return nil, nil, err
	}
	if name, value, ok := strings.Cut(r.header, ": "); ok {
		req.Header.Set(name, value)
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, body, err
}

// answer returns all of an answer but the date.
func answer(t *testing.T, url string, r request) string {
	t.Helper()
	resp, body, err := ask(url, r)
	if err != nil {
		t.Errorf("%v: %v", r, err)
		return ""
	}
	var s bytes.Buffer
	fmt.Fprintf(&s, "%s %s\n", resp.Proto, resp.Status)
	resp.Header.Del("Date")
	for _, values := range resp.Header {
		slices.Sort(values) // chi lists the allowed methods in any order
	}
	resp.Header.Write(&s)
	if len(body) > 4<<10 {
		fmt.Fprintf(&s, "\n%d bytes, md5 %s", len(body), sum(body))
	} else {
		fmt.Fprintf(&s, "\n%s", body)
	}
	return s.String()
}

// get returns the body of a page that there must be.
func get(url string) ([]byte, error) {
	resp, body, err := ask(url, request{method: "GET"})
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %.200q", url, resp.Status, body)
	}
	return body, err
}
