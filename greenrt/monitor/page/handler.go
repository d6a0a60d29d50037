package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strconv"
	"time"

	"github.com/go-greenify/greenify/greenrt/monitor"
)

// Handler returns a handler of all pages. Which it is says the last element of the
// request's path, so that it can be mounted anywhere; the page itself must end in a slash.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "" || r.URL.Path[len(r.URL.Path)-1] == '/':
			Index(w, r)
		case path.Base(r.URL.Path) == "metrics":
			Metrics(w, r)
		case path.Base(r.URL.Path) == "trace":
			Trace(w, r)
		default:
			http.NotFound(w, r)
		}
	})
}

// Index answers with the page.
func Index(w http.ResponseWriter, r *http.Request) {
	if !asked(w, r) {
		return
	}
	d, err := seconds(r, "seconds", 5)
	reload, err2 := seconds(r, "reload", 0)
	if err != nil || err2 != nil {
		http.Error(w, "greenrt/monitor/page: seconds and reload are numbers of seconds, up to 60", http.StatusBadRequest)
		return
	}
	b, err := render(d, reload)
	if err != nil {
		http.Error(w, "greenrt/monitor/page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	if reload > 0 {
		h.Set("Refresh", strconv.FormatFloat(reload.Seconds(), 'f', -1, 64))
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.Write(b)
}

// render makes the page, away from the hub that it shows.
//
//greenify:offload
func render(window, reload time.Duration) ([]byte, error) {
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, newView(window, reload))
	return b.Bytes(), err
}

// Metrics answers with the figures for Prometheus.
func Metrics(w http.ResponseWriter, r *http.Request) {
	if !asked(w, r) {
		return
	}
	w.Header().Set("Content-Type", monitor.MetricsType)
	monitor.WriteMetrics(w) // fails if the client has gone
}

// Trace answers with a trace of the last seconds, as a file to be saved.
func Trace(w http.ResponseWriter, r *http.Request) {
	if !asked(w, r) {
		return
	}
	d, err := seconds(r, "seconds", 5)
	if err != nil {
		http.Error(w, "greenrt/monitor/page: seconds is a number of seconds, up to 60", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "green-"+time.Now().Format("20060102-150405")+".json"))
	monitor.WriteTrace(w, d) // fails if the client has gone
}

// asked reports whether r is a question. If not it has been answered.
func asked(w http.ResponseWriter, r *http.Request) bool {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "greenrt/monitor/page: only GET", http.StatusMethodNotAllowed)
		return false
	}
	return true
}

// seconds reads a time from the query.
func seconds(r *http.Request, name string, def float64) (time.Duration, error) {
	x := def
	if v := r.URL.Query().Get(name); v != "" {
		var err error
		if x, err = strconv.ParseFloat(v, 64); err != nil {
			return 0, err
		}
		if !(x > 0 && x <= 60) {
			return 0, strconv.ErrRange
		}
	}
	return time.Duration(x * float64(time.Second)), nil
}

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"brief": brief, "siteName": siteName, "siteFile": siteFile, "count": count[uint64], "countInt": count[int],
}).Parse(pageText))
