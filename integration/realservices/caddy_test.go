package realservices

import (
	"crypto/md5"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

var caddy = &program{
	name: "caddy", path: "github.com/caddyserver/caddy/v2", version: "v2.11.9", main: "./cmd/caddy",
}

// caddyfile has a server of files and a proxy in front of it.
const caddyfile = `{
	admin off
	auto_https off
}
http://127.0.0.1:%[1]s {
	root * %[3]s
	encode gzip
	file_server browse
}
http://127.0.0.1:%[2]s {
	reverse_proxy 127.0.0.1:%[1]s
}
`

var caddyScript = []request{
	{"GET", "/small.txt", ""},
	{"HEAD", "/small.txt", ""},
	{"GET", "/small.txt", "If-Modified-Since: Sat, 01 Jun 2030 00:00:00 GMT"},
	{"GET", "/small.txt", "Range: bytes=3-7"},
	{"GET", "/small.txt", "Range: bytes=900-"},
	{"GET", "/page.html", "Accept-Encoding: gzip"},
	{"GET", "/large.bin", "Range: bytes=1000000-1999999"},
	{"GET", "/dir", ""},
	{"GET", "/dir/", "Accept: application/json"},
	{"GET", "/no/such/file", ""},
	{"GET", "/../../etc/passwd", ""},
	{"POST", "/small.txt", ""},
}

// TestCaddy serves files, directly and through caddy's own proxy.
func TestCaddy(t *testing.T) {
	wanted(t)
	root, large := site(t)
	compare(t, caddy, func(t *testing.T, b build, bin string) map[string]string {
		dir, ports := t.TempDir(), freePorts(t, 2)
		files, proxy := ports[0], ports[1]
		config := filepath.Join(dir, "Caddyfile")
		if err := os.WriteFile(config, fmt.Appendf(nil, caddyfile, files, proxy, root), 0o644); err != nil {
			t.Fatal(err)
		}
		p := run(t, "caddy", dir, b.env, bin, "run", "--config", config, "--adapter", "caddyfile")
		got := make(map[string]string)
		urls := map[string]string{"files": "http://127.0.0.1:" + files, "proxy": "http://127.0.0.1:" + proxy}
		for kind, url := range urls {
			p.ready(t, func() error { _, err := get(url + "/small.txt"); return err })
			for _, r := range caddyScript {
				got[kind+": "+r.String()] = answer(t, url, r)
			}
		}
		downloads(t, urls["proxy"]+"/large.bin", large)
		load(t, urls["files"]+"/small.txt")
		load(t, urls["proxy"]+"/small.txt?through=proxy")
		p.stop(t, syscall.SIGTERM)
		return got
	})
}

// downloads has 8 clients get a large file at once, whole.
func downloads(t *testing.T, url, want string) {
	t.Helper()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			body, err := get(url)
			if err == nil && sum(body) != want {
				err = fmt.Errorf("%s: %d bytes, md5 %s, not %s", url, len(body), sum(body), want)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// site makes files to serve, always the same ones, and returns the large one's
// sum.
func site(t *testing.T) (dir, md5 string) {
	t.Helper()
	dir = t.TempDir()
	large := make([]byte, 20<<20)
	random := rand.New(rand.NewSource(1))
	random.Read(large)
	files := map[string][]byte{
		"small.txt": []byte("hello, gopher\n"),
		"page.html": fmt.Appendf(nil, "<p>%0*d</p>\n", 8000, 0),
		"large.bin": large,
		"dir/a.txt": []byte("a"),
		"dir/b.txt": []byte("b"),
	}
	if err := os.Mkdir(filepath.Join(dir, "dir"), 0o755); err != nil {
		t.Fatal(err)
	}
	then := time.Date(2030, 1, 2, 3, 4, 5, 6, time.UTC)
	for name, data := range files {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		// Tags and lists of files hold the time.
		if err := os.Chtimes(file, then, then); err != nil {
			t.Fatal(err)
		}
	}
	return dir, sum(large)
}

func sum(b []byte) string { return fmt.Sprintf("%x", md5.Sum(b)) }
