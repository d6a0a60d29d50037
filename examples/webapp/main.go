// Webapp is gevent's WSGI examples and psycopg2_pool.py in one: a web application with a database,
// a guest book that one can read, write and search.
//
//	cd examples/webapp
//	go run .
//	greenify run .
//	curl -d 'name=Ann' -d 'text=Hello there' http://127.0.0.1:8088/
//	curl http://127.0.0.1:8088/?search=hello
//
// net/http and database/sql know nothing of greenlets and are used as ever. A database behind a
// socket, such as PostgreSQL, would need no more than that: its driver waits for the socket, and
// others run. SQLite computes and reads files inside of this process. So what asks it is marked
// with //greenify:offload in store.go: a search of a large table leaves the hub for as long as it
// takes. An ordinary go build does not read these comments.
//
// It is a module of its own for SQLite's sake, written in Go, whose first build takes a minute.
package main

import (
	"context"
	"errors"
	"flag"
	"html/template"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8088", "where to listen")
	file := flag.String("db", "guestbook.db", "the file of the database")
	flag.Parse()
	book, err := open(*file)
	if err != nil {
		log.Fatal(err)
	}
	defer book.Close()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ln, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("webapp: http://%v", ln.Addr())
	if err := serve(ctx, ln, book); err != nil {
		log.Fatal(err)
	}
}

// serve serves the book until ctx ends, and then what was begun.
func serve(ctx context.Context, ln net.Listener, book *store) error {
	srv := &http.Server{Handler: routes(book), ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(ln) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		return err
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<title>Guest book</title>
<form><input name=search value="{{.Search}}"><button>Search</button></form>
<form method=post><input name=name required><input name=text required><button>Write</button></form>
{{range .Entries}}<p>{{.When.Format "2006-01-02 15:04"}} <b>{{.Name}}</b>: {{.Text}}
{{else}}<p>Nobody has written that.
{{end}}`))

// routes is the application.
func routes(book *store) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		search := r.FormValue("search")
		entries, err := book.entries(r.Context(), search, 50)
		if err != nil {
			fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := page.Execute(w, map[string]any{"Search": search, "Entries": entries}); err != nil {
			log.Printf("webapp: %v", err)
		}
	})
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
		e := entry{Name: r.PostFormValue("name"), Text: r.PostFormValue("text"), When: time.Now()}
		if e.Name == "" || e.Text == "" {
			http.Error(w, "a name and a text, please", http.StatusBadRequest)
			return
		}
		if err := book.add(r.Context(), e); err != nil {
			fail(w, r, err)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	return mux
}

// fail answers a request that the database has failed.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	log.Printf("webapp: %s %s: %v", r.Method, r.URL.Path, err)
	http.Error(w, "the guest book is not at hand", http.StatusInternalServerError)
}
