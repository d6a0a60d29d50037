package realservices

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// connections is how many clients ask at once.
const connections = 64

// load has 64 clients ask for a page all the time and returns how many answers
// they got. Any error fails the test, but no rate does: on a busy machine it may be any.
// LOAD is how long it lasts, by default 3 s.
func load(t *testing.T, url string) (answers int) {
	t.Helper()
	duration := 3 * time.Second
	if s := os.Getenv("LOAD"); s != "" {
		var err error
		if duration, err = time.ParseDuration(s); err != nil {
			t.Fatalf("LOAD: %v", err)
		}
	}
	how := loadByGo
	if _, err := exec.LookPath("wrk"); err == nil {
		how = loadByWrk
	}
	answers, took := how(t, url, duration)
	if answers == 0 {
		t.Errorf("%s: no answer for %d clients", url, connections)
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	t.Logf("load: %7.0f/s of /%s", float64(answers)/took.Seconds(), path)
	return answers
}

var wrkTotal = regexp.MustCompile(`(\d+) requests in ([\d.]+)s`)

// loadByWrk puts the load on by a client that is no Go program.
func loadByWrk(t *testing.T, url string, d time.Duration) (answers int, took time.Duration) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "wrk", "-t1", fmt.Sprint("-c", connections),
		fmt.Sprintf("-d%.0fs", d.Seconds()), "--timeout", "20s", url).CombinedOutput()
	m := wrkTotal.FindSubmatch(out)
	// It exits with 0 whatever the answers were.
	if err != nil || m == nil || strings.Contains(string(out), "Socket errors") || strings.Contains(string(out), "Non-2xx") {
		t.Fatalf("wrk %s: %v\n%s", url, err, out)
	}
	answers, _ = strconv.Atoi(string(m[1]))
	seconds, _ := strconv.ParseFloat(string(m[2]), 64)
	return answers, time.Duration(seconds * float64(time.Second))
}

// loadByGo is for machines without wrk.
func loadByGo(t *testing.T, url string, d time.Duration) (answers int, took time.Duration) {
	t.Helper()
	var count atomic.Int64
	var wg sync.WaitGroup
	began := time.Now()
	for range connections {
		wg.Go(func() {
			for time.Since(began) < d {
				if _, err := get(url); err != nil {
					t.Error(err)
					return
				}
				count.Add(1)
			}
		})
	}
	wg.Wait()
	return int(count.Load()), time.Since(began)
}
