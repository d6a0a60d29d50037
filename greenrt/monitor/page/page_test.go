package page_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/greenrt/monitor/page"
)

// get asks the handler, mounted as in the documentation.
func get(t *testing.T, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/debug/green/", page.Handler())
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w
}

func TestHandler(t *testing.T) {
	for _, tt := range []struct {
		method, target string
		code           int
		kind           string
	}{
		{"GET", "/debug/green/", 200, "text/html; charset=utf-8"},
		{"GET", "/debug/green/?seconds=0.5&reload=2", 200, "text/html; charset=utf-8"},
		{"HEAD", "/debug/green/", 200, "text/html; charset=utf-8"},
		{"GET", "/debug/green/metrics", 200, "text/plain; version=0.0.4; charset=utf-8"},
		{"GET", "/debug/green/trace?seconds=1", 200, "application/json"},
		{"GET", "/debug/green/nothing", 404, ""},
		{"POST", "/debug/green/", 405, ""},
		{"POST", "/debug/green/metrics", 405, ""},
		{"DELETE", "/debug/green/trace", 405, ""},
		{"GET", "/debug/green/?seconds=x", 400, ""},
		{"GET", "/debug/green/?seconds=-1", 400, ""},
		{"GET", "/debug/green/?seconds=61", 400, ""},
		{"GET", "/debug/green/?seconds=NaN", 400, ""},
		{"GET", "/debug/green/?reload=%3Cscript%3E", 400, ""},
		{"GET", "/debug/green/trace?seconds=1e9", 400, ""},
	} {
		w := get(t, tt.method, tt.target)
		if w.Code != tt.code || tt.kind != "" && w.Header().Get("Content-Type") != tt.kind {
			t.Errorf("%s %s: %d, %q", tt.method, tt.target, w.Code, w.Header().Get("Content-Type"))
		}
		if tt.code == 200 && (w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Content-Type-Options") != "nosniff") {
			t.Errorf("%s: %v", tt.target, w.Header())
		}
	}
	if w := get(t, "GET", "/debug/green/?reload=2"); w.Header().Get("Refresh") != "2" {
		t.Error(w.Header())
	}
	if w := get(t, "GET", "/debug/green/trace"); !json.Valid(w.Body.Bytes()) || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Error(w.Header())
	}
}

// The package does nothing by itself.
func TestNotRegistered(t *testing.T) {
	w := httptest.NewRecorder()
	http.DefaultServeMux.ServeHTTP(w, httptest.NewRequest("GET", "/debug/green/", nil))
	if w.Code != http.StatusNotFound {
		t.Error(w.Code)
	}
}
