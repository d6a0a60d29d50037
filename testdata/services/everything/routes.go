package main

import (
	"fmt"
	"net/http"
	"strconv"
)

// A handler answers with a text or an error, which becomes a 500.
type handler func(r *http.Request) (string, error)

func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	text, err := h(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintln(w, text)
}

func routes() http.Handler {
	mux := http.NewServeMux()

	// web.go
	mux.HandleFunc("POST /json", postJSON)
	mux.HandleFunc("GET /template", getTemplate)
	mux.HandleFunc("GET /stream", getStream)
	mux.HandleFunc("GET /abort", getAbort)
	mux.HandleFunc("PUT /size", putSize)
	mux.Handle("GET /fetch", handler(getFetch))
	mux.HandleFunc("GET /proto", getProto)

	// sync.go
	mux.Handle("GET /mutex", handler(getMutex))
	mux.Handle("GET /rwmutex", handler(getRWMutex))
	mux.Handle("GET /cond", handler(getCond))
	mux.Handle("GET /pool", handler(getPool))
	mux.Handle("GET /once", handler(getOnce))
	mux.Handle("GET /errgroup", handler(getErrgroup))
	mux.Handle("GET /semaphore", handler(getSemaphore))

	// chans.go
	mux.Handle("GET /pipeline", handler(getPipeline))
	mux.Handle("GET /select", handler(getSelect))
	mux.Handle("GET /reflect", handler(getReflect))
	mux.Handle("GET /iter", handler(getIter))
	mux.Handle("GET /panic", handler(getPanic))

	// clock.go
	mux.Handle("GET /sleep", handler(getSleep))
	mux.Handle("GET /deadline", handler(getDeadline))
	mux.Handle("GET /ticker", handler(getTicker))
	mux.Handle("GET /afterfunc", handler(getAfterFunc))

	// system.go
	mux.Handle("GET /exec", handler(getExec))
	mux.Handle("GET /file", handler(getFile))
	mux.Handle("GET /pipe", handler(getPipe))
	mux.Handle("GET /digest", handler(getDigest))

	// together.go; the answer depends on what else goes on.
	mux.Handle("GET /together", handler(getTogether))
	return mux
}

// number is the query parameter n, at most limit.
func number(r *http.Request, limit int) (int, error) {
	n, err := strconv.Atoi(r.URL.Query().Get("n"))
	if err != nil || n < 0 || n > limit {
		return 0, fmt.Errorf("n must be a number up to %d", limit)
	}
	return n, nil
}
