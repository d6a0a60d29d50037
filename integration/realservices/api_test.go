package realservices

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

var api = &program{name: "api", path: "api", main: "."}

// apiScript is asked by one client, in this order.
var apiScript = []request{
	{"POST", "/items/gopher", ""},
	{"POST", "/items/gopher", "X-Again: yes"},
	{"POST", "/items/%C3%A9%20b", ""},
	{"GET", "/items/1", "X-Views: 1"},
	{"GET", "/items/1", "X-Views: 2"},
	{"GET", "/items/3", ""},
	{"GET", "/items/999999", ""},
	{"GET", "/items/x", ""},
	{"GET", "/slow", ""},
	{"DELETE", "/items/1", ""},
	{"GET", "/", ""},
}

// TestAPI serves a JSON API on chi, pgxpool, go-redis and errgroup.
func TestAPI(t *testing.T) {
	compare(t, api, func(t *testing.T, b build, bin string) map[string]string {
		postgres, redis := startPostgres(t), startRedis(t)
		addr := "127.0.0.1:" + freePort(t)
		p := run(t, "api", t.TempDir(), b.env, bin, "-addr", addr, "-redis", redis,
			"-postgres", "postgres://postgres@"+postgres+"/postgres?sslmode=disable&pool_max_conns=64")
		p.listens(t, addr)
		url := "http://" + addr

		got := make(map[string]string)
		for _, r := range apiScript {
			got[r.String()] = answer(t, url, r)
		}
		got["a crowd"] = crowd(t, url)

		before := views(t, url)
		answers := load(t, url+"/items/1")
		// What was answered was counted: Redis has seen all of it.
		if n := views(t, url) - before; n < int64(answers) {
			t.Errorf("%d answers, and the item was viewed %d times", answers, n)
		}
		// Clients that wait for each other get 20 answers a second, and those
		// that do not, 1280, on a machine that has nothing else to do. On any they are
		// in the database at once.
		load(t, url+"/slow")
		most, err := get(url + "/slow/most")
		if err != nil {
			t.Error(err)
		}
		if n, err := strconv.Atoi(strings.TrimSpace(string(most))); err != nil || n < 2 {
			t.Errorf("of %d clients %s waited in the database at once", connections, most)
		}
		t.Logf("%d clients, %s at once in the database", connections, strings.TrimSpace(string(most)))
		p.stop(t, syscall.SIGTERM)
		return got
	})
}

// crowd has 16 clients make 25 items each, and read them and one in common. It
// returns what must be true whoever comes first.
func crowd(t *testing.T, url string) string {
	t.Helper()
	const clients, items = 16, 25
	var mu sync.Mutex
	ids, common := make(map[int64]bool), make(map[int64]bool)
	add := func(set map[int64]bool, n int64) {
		mu.Lock()
		defer mu.Unlock()
		set[n] = true
	}
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for i := range items {
				name := fmt.Sprintf("item-%d-%d", c, i)
				made := item(t, url, request{method: "POST", path: "/items/" + name}, http.StatusCreated)
				add(ids, made.ID)
				read := item(t, url, request{method: "GET", path: fmt.Sprint("/items/", made.ID)}, http.StatusOK)
				if read.Name != name || read.Views != 1 {
					t.Errorf("item %q reads as %+v", name, read)
				}
				add(common, item(t, url, request{method: "GET", path: "/items/3"}, http.StatusOK).Views)
			}
		})
	}
	wg.Wait()
	return fmt.Sprintf("%d items with %d ids; another one seen with %d numbers of views", clients*items, len(ids), len(common))
}

// views asks for item 1 and returns how often that was asked so far.
func views(t *testing.T, url string) int64 {
	t.Helper()
	return item(t, url, request{method: "GET", path: "/items/1"}, http.StatusOK).Views
}

type apiItem struct {
	ID    int64
	Name  string
	Views int64
}

func item(t *testing.T, url string, r request, code int) (it apiItem) {
	t.Helper()
	resp, body, err := ask(url, r)
	switch {
	case err != nil:
		t.Errorf("%v: %v", r, err)
	case resp.StatusCode != code:
		t.Errorf("%v: %s: %s", r, resp.Status, strings.TrimSpace(string(body)))
	default:
		if err := json.Unmarshal(body, &it); err != nil {
			t.Errorf("%v: %v", r, err)
		}
	}
	return it
}
