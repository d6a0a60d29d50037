// Download is gevent's concurrent_download.py: it gets several pages at once, and shows the
// first line of each as soon as it is there.
//
//	go run ./examples/download
//	go run ./examples/download -wait=3s https://go.dev https://www.python.org
//	greenify run ./examples/download
//
// Without addresses it gets three pages of a server of its own, one of which takes longer than
// anybody waits: that one is killed. Nobody has passed a context for it. In a green program the
// kill ends the wait inside of net/http, and the request with it. In a plain program a kill
// cannot reach in there, and says so.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

func main() {
	wait := flag.Duration("wait", time.Second, "when to give up")
	flag.Parse()
	urls := flag.Args()
	if len(urls) == 0 {
		base, err := pages()
		if err != nil {
			fmt.Fprintln(os.Stderr, "download:", err)
			os.Exit(1)
		}
		urls = []string{base + "/slow", base + "/quick", base + "/never"}
	}
	if download(os.Stdout, urls, *wait) < len(urls) {
		os.Exit(1)
	}
}

// download gets all urls, gives up after wait, and returns how many it got.
func download(out io.Writer, urls []string, wait time.Duration) (got int) {
	var jobs []greenrt.Waitable
	for _, url := range urls {
		job := greenrt.Spawn(func() (string, error) { return firstLine(url) })
		job.SetName(url)
		jobs = append(jobs, job)
	}
	for w := range greenrt.IterWaitTimeout(wait, jobs...) {
		job := w.(*greenrt.Task[string])
		line, err := job.TryGet()
		if err != nil {
			fmt.Fprintln(out, err) // names the page
			continue
		}
		fmt.Fprintf(out, "%s: %s\n", job.Name(), line)
		got++
	}
	for _, w := range jobs {
		job := w.(*greenrt.Task[string])
		if job.Ready() {
			continue
		}
		fmt.Fprintf(out, "%s: not there after %v", job.Name(), wait)
		if err := job.Kill(); err != nil {
			fmt.Fprint(out, "; ", err)
		}
		fmt.Fprintln(out)
	}
	return got
}

// firstLine returns the first line of a page.
func firstLine(url string) (string, error) {
	resp, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %s", url, resp.Status)
	}
	line, err := bufio.NewReader(resp.Body).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", fmt.Errorf("%s: %w", url, err)
	}
	return line[:max(0, len(line)-1)], nil
}

// pages serves the pages that there are without the internet.
func pages() (base string, err error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	mux := http.NewServeMux()
	for path, delay := range map[string]time.Duration{"/quick": 0, "/slow": 300 * time.Millisecond, "/never": time.Hour} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(delay):
				fmt.Fprintf(w, "This page took %v.\n", delay)
			case <-r.Context().Done():
			}
		})
	}
	go http.Serve(ln, mux)
	return "http://" + ln.Addr().String(), nil
}
