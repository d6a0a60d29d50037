package page_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/go-greenify/greenify/greenrt/monitor/page"
)

func ExampleHandler() {
	mux := http.NewServeMux()
	mux.Handle("/debug/green/", page.Handler())

	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, httptest.NewRequest("GET", "/debug/green/metrics", nil))
	fmt.Println(answer.Code, answer.Header().Get("Content-Type"))
	// Output: 200 text/plain; version=0.0.4; charset=utf-8
}
