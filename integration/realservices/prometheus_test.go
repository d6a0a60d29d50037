package realservices

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// prometheus is built without its clients of clouds, which are most of it, as
// its own documentation proposes.
var prometheus = &program{
	name: "prometheus", path: "github.com/prometheus/prometheus", version: "v0.316.0", main: "./cmd/prometheus",
	flags: []string{"-tags=remove_all_sd"},
}

// A scrape may take as long as the interval, which must be enough for one beside the load on a
// busy machine.
const prometheusConfig = `global:
  scrape_interval: 5s
  scrape_timeout: 5s
scrape_configs:
  - job_name: itself
    static_configs:
      - targets: ["127.0.0.1:%s"]
        labels: {instance: "one"}
`

// prometheusScript holds queries whose answers hold neither time nor port.
var prometheusScript = []string{
	"up",
	"1 + 1",
	`label_replace(vector(7), "a", "b", "", "")`,
	"count by (__name__, job, instance) (up)",
	"topk(3, scrape_samples_scraped < 0)",
	"min_over_time(up[1h])",
	"count(prometheus_build_info)",
	"prometheus_tsdb_head_series > bool 100",
	"rate(up[5m",
}

// TestPrometheus has prometheus scrape itself, and start again on its data.
func TestPrometheus(t *testing.T) {
	compare(t, prometheus, func(t *testing.T, b build, bin string) map[string]string {
		dir, port := t.TempDir(), freePort(t)
		config := filepath.Join(dir, "prometheus.yml")
		if err := os.WriteFile(config, fmt.Appendf(nil, prometheusConfig, port), 0o644); err != nil {
			t.Fatal(err)
		}
		base := "http://127.0.0.1:" + port
		start := func() *process {
			p := run(t, "prometheus", dir, b.env, bin, "--config.file="+config,
				"--storage.tsdb.path="+filepath.Join(dir, "data"), "--web.listen-address=127.0.0.1:"+port)
			p.ready(t, func() error { _, err := get(base + "/-/ready"); return err })
			return p
		}

		p := start()
		// up is the metric that says so.
		p.ready(t, func() error { return holds(base, "count_over_time(up[1h]) >= 2 and up == 1") })
		got := make(map[string]string)
		for _, q := range prometheusScript {
			got[q] = query(base, q)
		}
		load(t, base+"/api/v1/query?query=up")
		// It scraped itself all the time, and never without success.
		if err := holds(base, "min_over_time(up[1h]) == 1"); err != nil {
			t.Error(err)
		}
		// A page that takes a while to compute: for 64 clients at once, longer
		// than a scrape may take, in stock as well.
		load(t, base+"/metrics")
		scrapes := query(base, "count_over_time(up[1h])")
		p.stop(t, syscall.SIGTERM)

		// The data is that of a clean end: it is there again, by mmap or from
		// the log, and the lock on it is free.
		p = start()
		more := fmt.Sprintf("count_over_time(up[1h]) > %s and up == 1", scrapes[strings.LastIndex(scrapes, "=")+1:])
		p.ready(t, func() error { return holds(base, more) })
		p.stop(t, syscall.SIGTERM)
		return got
	})
}

// query returns the answer to a query without its times.
func query(base, q string) string {
	_, body, err := ask(base, request{method: "GET", path: "/api/v1/query?query=" + url.QueryEscape(q)})
	if err != nil {
		return err.Error()
	}
	var answer struct {
		Status, ErrorType, Error string
		Data                     struct {
			ResultType string
			Result     json.RawMessage
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return fmt.Sprintf("%v: %s", err, body)
	}
	if answer.Status != "success" {
		return answer.ErrorType + ": " + answer.Error
	}
	// A vector is a list of series with a time and a value each; anything else
	// is a time and a value.
	type sample [2]any
	var series []struct {
		Metric map[string]string
		Value  sample
	}
	if answer.Data.ResultType == "vector" {
		err = json.Unmarshal(answer.Data.Result, &series)
	} else {
		series = append(series, struct {
			Metric map[string]string
			Value  sample
		}{})
		err = json.Unmarshal(answer.Data.Result, &series[0].Value)
	}
	if err != nil {
		return fmt.Sprintf("%v: %s", err, body)
	}
	s := answer.Data.ResultType
	for _, one := range series {
		s += fmt.Sprintf(" %v=%v", one.Metric, one.Value[1])
	}
	return s
}

// holds is an error unless a query has a result.
func holds(base, q string) error {
	body, err := get(base + "/api/v1/query?query=" + url.QueryEscape(q))
	if err != nil {
		return err
	}
	var answer struct {
		Data struct{ Result []json.RawMessage }
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return err
	}
	if len(answer.Data.Result) == 0 {
		return errors.New("no result of " + q)
	}
	return nil
}
