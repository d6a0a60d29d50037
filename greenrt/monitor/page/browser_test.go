package page

import (
	"bytes"
	"context"
	"html"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/monitor"
)

// hostile is a name that would break a page that does not escape it.
const hostile = `<img src=x onerror=alert(1)>`

// sample returns a view with everything on it, in every kind of program: a timeline of a
// second in which two places share the hub, with a gap, and a crowd of greenlets.
func sample() *view {
	a := &monitor.Site{Function: "example.com/shop.serve", File: "/src/shop/serve.go", Line: 7}
	b := &monitor.Site{Function: hostile, File: "/src/shop/" + hostile, Line: 8}
	t := monitor.Timeline{Start: time.Unix(1000, 0), End: time.Unix(1001, 0)}
	for at := time.Duration(0); at < time.Second; at += 10 * time.Millisecond {
		span := monitor.Span{From: at, To: at + 10*time.Millisecond}
		switch at / (10 * time.Millisecond) % 4 {
		case 0:
			span.Greenlet, span.Site = 7, a
		case 1:
			span.Greenlet, span.Site = 8, b
		case 2:
			span.Kind = monitor.Idle
		case 3:
			span.Kind = monitor.Idle
			if at < time.Second/2 {
				span.Kind = monitor.NotRecorded
			}
		}
		t.Spans = append(t.Spans, span)
	}
	samples := []monitor.Sample{{Time: t.End, Length: time.Second, Switches: 1000, Idle: 400 * time.Millisecond}}
	stall := monitor.Stall{Greenlet: 8, Site: b, Began: t.Start.Add(time.Second / 2), Held: 30 * time.Millisecond}
	all := []monitor.Greenlet{{ID: 1, Wait: "IO wait", State: monitor.Waiting}}
	for id := uint64(2); id < 5000; id++ {
		all = append(all, monitor.Greenlet{ID: id, Parent: 1, Site: a, State: monitor.Waiting, Wait: "chan receive"})
	}
	for id := uint64(5000); id < 8000; id++ { // each started by the one before
		all = append(all, monitor.Greenlet{ID: id, Parent: id - 1, Site: b, Name: hostile, State: monitor.Ready})
	}
	l := newLanes(t)
	return &view{
		Program: hostile, PID: 1, Window: time.Second, Total: len(all), Tree: newTree(all),
		Status:  monitor.Status{Green: true, On: true, Hubs: []monitor.Hub{{Samples: samples}}},
		Tiles:   []tile{{"hub busy", "60 %", hostile}},
		Picture: newPicture(t, l, samples, []monitor.Stall{stall}), Closeup: newCloseup(t, l),
		Places: []monitor.StallPlace{{Count: 3, Longest: stall.Held, Last: stall}},
		Bars:   newBars(monitor.Histogram{Bounds: []time.Duration{1000, 2000}, Counts: []uint64{5, 2, 1}}),
	}
}

func TestPage(t *testing.T) {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, sample()); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, bad := range []string{"<img", "<script"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	// It loads nothing.
	if at := regexp.MustCompile(`(?i)(src|href)\s*=\s*"?(https?:|//)|@import|url\(`).FindString(text); at != "" {
		t.Errorf("the page has %q", at)
	}
	if n := strings.Count(text, `class="turn `); n < 20 {
		t.Errorf("%d turns", n)
	}
	if n := strings.Count(text, `class="lane `); n != 2 {
		t.Errorf("%d lanes", n)
	}
	for _, part := range []string{"prefers-color-scheme: dark", "not recorded", `class="stall"`, "serve.go:7", "3\u202f000 ready", "4\u202f998 waiting: chan receive"} {
		if !strings.Contains(html.UnescapeString(text), part) {
			t.Errorf("the page has no %q", part)
		}
	}
	if len(text) > 200_000 {
		t.Errorf("%d bytes for 8000 greenlets of 2 places", len(text))
	}
}

// Shares of what is not recorded are such that their sum is how much the hub was busy.
func TestEstimate(t *testing.T) {
	tl := monitor.Timeline{Start: time.Unix(0, 0), End: time.Unix(1, 0)}
	per := float64(time.Second) / columns
	times, gap := [][]float64{make([]float64, columns), make([]float64, columns)}, make([]float64, columns)
	for c := range columns {
		times[0][c], times[1][c], gap[c] = 0.3*per, 0.1*per, 0.5*per
	}
	shares := estimate(tl, []monitor.Sample{{Time: tl.End, Length: time.Second, Idle: 400 * time.Millisecond}}, times, gap)
	for c := range columns {
		if a, b := shares[0][c], shares[1][c]; a < 0.449 || a > 0.451 || b < 0.149 || b > 0.151 {
			t.Fatalf("column %d: %v and %v, want 0.45 and 0.15", c, a, b)
		}
	}
}

// The page in a browser, of this very process: nothing is wider than the window, and what is
// there can be seen. Where there is no chromium there is nothing to test.
func TestBrowser(t *testing.T) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium")
	}
	stop, err := monitor.Start(monitor.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	never := make(chan bool)
	var crowd sync.WaitGroup
	for range 3000 {
		crowd.Add(1)
		greenrt.Go(func() { defer crowd.Done(); <-never })
	}
	defer crowd.Wait()
	defer close(never)
	quiesce.Until(t, "there is a sample", func() bool {
		time.Sleep(10 * time.Millisecond)
		s := monitor.Read()
		return !s.Green || len(s.Hubs[0].Samples) > 0
	})
	live, err := render(time.Second, 0)
	if err != nil {
		t.Fatal(err)
	}
	var made bytes.Buffer
	if err := pageTemplate.Execute(&made, sample()); err != nil {
		t.Fatal(err)
	}
	// What a user would see, written into the title.
	const look = `<script>
const seen = s => [...document.querySelectorAll(s)].filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0 && e.checkVisibility(); }).length;
const pictures = [...document.querySelectorAll("svg")].every(s => { const o = s.getBoundingClientRect(); return [...s.querySelectorAll("text")].every(x => { const r = x.getBoundingClientRect(); return r.left >= o.left - 1 && r.right <= o.right + 1 && r.top >= o.top - 1 && r.bottom <= o.bottom + 1; }); });
document.title = ["did", document.documentElement.scrollWidth <= innerWidth, pictures, seen("path.lane") > 0, seen("rect.turn") > 0, seen("#tree .n") > 0, document.images.length].join(" ");
</script></body>`
	for name, page := range map[string]string{"live": string(live), "made": made.String()} {
		want := "did true true true true true 0"
		if name == "live" && !greenrt.Enabled() {
			want = "did true true false false true 0"
		}
		file := filepath.Join(t.TempDir(), "page.html")
		if err := os.WriteFile(file, []byte(strings.Replace(page, "</body>", look, 1)), 0o666); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900", "--user-data-dir="+t.TempDir(), "--dump-dom", "file://"+file)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", cmd, err)
		}
		title := regexp.MustCompile(`<title>(.*?)</title>`).FindSubmatch(out)
		if title == nil || string(title[1]) != want {
			t.Errorf("%s: the title is %q, want %q", name, title, want)
		}
	}
}
