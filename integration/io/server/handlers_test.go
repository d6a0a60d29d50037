package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestCatalogue holds the size that the row's name promises.
func TestCatalogue(t *testing.T) {
	w := httptest.NewRecorder()
	newCatalogue().list(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if n := w.Body.Len(); n < 10_000 || n > 10_500 {
		t.Errorf("%d bytes, want 10 KB", n)
	}
	var c catalogue
	if err := json.Unmarshal(w.Body.Bytes(), &c); err != nil || len(c) != len(newCatalogue()) {
		t.Errorf("%d products, %v", len(c), err)
	}
}
