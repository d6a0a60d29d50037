package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"html/template"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"time"
)

type order struct {
	ID    int               `json:"id"`
	Items []string          `json:"items"`
	Tags  map[string]string `json:"tags,omitempty"`
}

func postJSON(w http.ResponseWriter, r *http.Request) {
	var o order
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&o); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	slices.Sort(o.Items)
	o.ID++
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(o)
}

var page = template.Must(template.New("page").Parse(
	`<title>{{.Title}}</title>{{range .Rows}}<p class="{{.}}">{{.}}</p>{{end}}`))

func getTemplate(w http.ResponseWriter, r *http.Request) {
	page.Execute(w, struct {
		Title string
		Rows  []string
	}{r.URL.Query().Get("title"), []string{"a", "<b>", "c & d"}})
}

// getStream sends lines one by one, each flushed.
func getStream(w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	for i := range 20 {
		fmt.Fprintf(w, "line %d\n", i)
		if err := rc.Flush(); err != nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// getAbort breaks the connection off in the middle of an answer.
func getAbort(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Length", "100")
	fmt.Fprintln(w, "the rest is missing")
	panic(http.ErrAbortHandler)
}

// putSize reads a body of any size.
func putSize(w http.ResponseWriter, r *http.Request) {
	h := fnv.New64a()
	n, err := io.Copy(h, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fmt.Fprintf(w, "%d bytes, %x\n", n, h.Sum64())
}

// getFetch is a client and a server in one process.
func getFetch(r *http.Request) (string, error) {
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "inner %s", r.URL.Path)
	}))
	defer inner.Close()
	_, port, err := net.SplitHostPort(inner.Listener.Addr().String())
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(r.Context(), "GET", "http://localhost:"+port+"/path", nil)
	if err != nil {
		return "", err
	}
	resp, err := inner.Client().Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return fmt.Sprintf("%s: %s", resp.Status, body), err
}

func getProto(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%s tls=%t\n", r.Proto, r.TLS != nil)
}
