package monitor_test

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/monitor"
)

var sampleLine = regexp.MustCompile(`^([a-z_]+)(\{([a-z_]+)="([^"\\]*)"\})? (\S+)$`)

// parseMetrics reads the text format, and fails the test where it is broken.
func parseMetrics(t *testing.T, text string) map[string]float64 {
	t.Helper()
	if !strings.HasSuffix(text, "\n") {
		t.Error("the last line does not end")
	}
	values := make(map[string]float64)
	family, kind, helped := "", "", ""
	done := map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if rest, ok := strings.CutPrefix(line, "# HELP "); ok {
			helped, _, _ = strings.Cut(rest, " ")
			continue
		}
		if rest, ok := strings.CutPrefix(line, "# TYPE "); ok {
			family, kind, _ = strings.Cut(rest, " ")
			if done[family] || helped != family {
				t.Errorf("%q comes twice or without HELP", family)
			}
			done[family] = true
			continue
		}
		m := sampleLine.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("bad line %q", line)
			continue
		}
		name := m[1]
		if kind == "histogram" {
			for _, suffix := range []string{"_bucket", "_sum", "_count"} {
				name = strings.TrimSuffix(name, suffix)
			}
		}
		if name != family || kind == "counter" != strings.HasSuffix(name, "_total") {
			t.Errorf("line %q in family %q of kind %q", line, family, kind)
		}
		x, err := strconv.ParseFloat(m[5], 64)
		if err != nil || x < 0 {
			t.Errorf("line %q: %v", line, err)
		}
		key := m[1] + m[2]
		if _, twice := values[key]; twice {
			t.Errorf("%q comes twice", key)
		}
		values[key] = x
	}
	return values
}

func TestMetrics(t *testing.T) {
	start(t, monitor.Options{})
	pingpong(1000)
	var b bytes.Buffer
	if err := monitor.WriteMetrics(&b); err != nil {
		t.Fatal(err)
	}
	values := parseMetrics(t, b.String())
	if values["green_monitor_enabled"] != 1 || values["green_goroutines"] < 1 {
		t.Error(values)
	}
	if got := values[`green_ready_seconds_bucket{le="+Inf"}`]; got == 0 || got != values["green_ready_seconds_count"] {
		t.Error(values)
	}
	if !greenrt.Enabled() {
		if _, ok := values[`green_hub_switches_total{hub="0"}`]; ok || values["green_enabled"] != 0 {
			t.Errorf("a plain program has a hub:\n%s", &b)
		}
		return
	}
	for _, name := range monitor.MetricNames() {
		if !strings.Contains(b.String(), "\n"+name) {
			t.Errorf("no %s", name)
		}
	}
	if values[`green_hub_switches_total{hub="0"}`] < 2000 || values[`green_hub_busy_seconds_total{hub="0"}`] <= 0 || values["green_enabled"] != 1 {
		t.Error(values)
	}
	if err := monitor.WriteMetrics(broken{}); !errors.Is(err, errBroken) {
		t.Error(err)
	}
}

var errBroken = errors.New("broken")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestHistogram(t *testing.T) {
	var h monitor.Histogram
	if h.Total() != 0 || h.Quantile(0.5) != 0 {
		t.Error(h)
	}
	h = monitor.Histogram{Bounds: []time.Duration{10, 20, 40}, Counts: []uint64{50, 40, 9, 1}}
	for q, want := range map[float64]time.Duration{0: 10, 0.5: 10, 0.51: 20, 0.9: 20, 0.99: 40, 1: 40} {
		if got := h.Quantile(q); got != want {
			t.Errorf("quantile %v is %v, want %v", q, got, want)
		}
	}

	before := monitor.ReadyTimes()
	if !slices.IsSorted(before.Bounds) || len(before.Counts) != len(before.Bounds)+1 {
		t.Error(before)
	}
	for range 1000 {
		pingpong(10)
	}
	if after := monitor.ReadyTimes(); after.Total() <= before.Total() || after.Quantile(0.5) <= 0 || after.Quantile(0.5) > time.Second {
		t.Errorf("%v, %v", before, after)
	}
}

func TestIsStd(t *testing.T) {
	for name, std := range map[string]bool{
		"time.Sleep": true, "net/http.(*conn).serve": true, "runtime.mallocgc": true, "sync.(*Mutex).Lock": true,
		"internal/poll.(*FD).Read": true, "main.main": false, "main.(*T).f.func1": false, "example.com/x.f": false,
		"github.com/a/b/v2.F[...]": false, "golang.org/x/net/html.parse": false,
		"app/net.f": false, "app.Func": false, "apple/net.f": true,
	} {
		if monitor.IsStd(name, "app") != std {
			t.Errorf("%s: std is %v", name, !std)
		}
	}
	if !monitor.IsStd("app/net.f", "") {
		t.Error("a path without a domain is std for a program of no module")
	}
}
