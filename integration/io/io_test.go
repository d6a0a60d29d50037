package main

import (
	"maps"
	"strings"
	"testing"
)

// one of each section, of two rows
func sample(t *testing.T, names string, text string) (p report) {
	t.Helper()
	rows, err := wanted(names)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		for s := range sections {
			p.add(s, r, "%s | %d", text, s)
		}
		p.add(costs, r, "%s | again", text)
	}
	return p
}

func TestReportReadsWhatItWrites(t *testing.T) {
	p := sample(t, "hello1,echo64", "first")
	text := p.String()
	if strings.Index(text, "| echo64 |") > strings.Index(text, "| hello1 |") {
		t.Errorf("rows are not in the order of the table:\n%s", text)
	}
	got, err := parseReport(text)
	if err != nil {
		t.Fatal(err)
	}
	for s := range sections {
		if !maps.EqualFunc(got[s], p[s], func(a, b []string) bool { return strings.Join(a, "\n") == strings.Join(b, "\n") }) {
			t.Errorf("section %d: %q, want %q", s, got[s], p[s])
		}
	}
	if again := got.String(); again != text {
		t.Errorf("written again:\n%s\nwant:\n%s", again, text)
	}
	if _, err := parseReport(strings.Replace(text, "stock / green", "green / stock", 1)); err == nil {
		t.Error("a table with other columns was read")
	}
}

func TestReportTakesWholeRows(t *testing.T) {
	kept := sample(t, "echo64,hello1", "old")
	var fresh report
	echo, hello := table[0], table[3]
	fresh.add(costs, echo, "new")
	fresh.add(costs, hello, "not complete yet")
	kept.take(&fresh, echo)
	if got := kept[costs][echo.name]; len(got) != 1 || got[0] != "| echo64 | new |" {
		t.Errorf("costs of the row: %q", got)
	}
	if got := kept[calls][echo.name]; got != nil {
		t.Errorf("counts of an earlier run are still there: %q", got)
	}
	if got := kept[costs][hello.name]; len(got) != 2 || !strings.Contains(got[0], "old") {
		t.Errorf("another row has changed: %q", got)
	}
	var none report // a file without a block
	none.take(&fresh, echo)
	if got := none.String(); !strings.Contains(got, "| echo64 | new |\n") {
		t.Errorf("the first row in a file: %q", got)
	}
}

func TestWanted(t *testing.T) {
	if rows, err := wanted(""); err != nil || len(rows) != len(table) {
		t.Errorf("no names are %d rows, %v", len(rows), err)
	}
	if rows, err := wanted("db,echo1"); err != nil || len(rows) != 2 || rows[0].name != "db" || rows[1].name != "echo1" {
		t.Errorf("db,echo1 are %v, %v", rows, err)
	}
	if _, err := wanted("echo"); err == nil || !strings.Contains(err.Error(), "echo64, ") {
		t.Errorf("a row that is not there: %v", err)
	}
}

func TestVerdicts(t *testing.T) {
	r := &row{faster: 1, never: 0.98, calls: map[string]float64{"EAGAIN": 0.05, "futex": 0.02}}
	for ratio, want := range map[float64]string{
		1.01: "1.00: pass, never under 0.98: pass",
		0.99: "1.00: **miss**, never under 0.98: pass",
		0.97: "1.00: **miss**, never under 0.98: **miss**",
	} {
		if got := r.costVerdict(ratio); got != want {
			t.Errorf("%v: %q, want %q", ratio, got, want)
		}
	}
	each := map[string]float64{"read": 7, "EAGAIN": 0.06, "futex": 0.02}
	if got, want := r.callsVerdict(each), "EAGAIN 0.05: **miss**, futex 0.02: pass"; got != want {
		t.Errorf("%v: %q, want %q", each, got, want)
	}
}

func TestParse(t *testing.T) {
	m, err := parse([]byte("requests 12\nmeasured 10\nseconds 2.5\ncpu 0.5\np50 0.1\np99 0.2\np999 0.3\n"))
	if want := (measured{12, 10, 2.5, 0.5, 0.1, 0.2, 0.3}); err != nil || m != want {
		t.Errorf("%+v, %v, want %+v", m, err, want)
	}
	for _, bad := range []string{"", "requests 12\nmeasured 0\n", "requests 12\nmeasured ten\n", "measured 10\nhello 1\n"} {
		if m, err := parse([]byte(bad)); err == nil {
			t.Errorf("%q: %+v", bad, m)
		}
	}
}

func TestResidentBytes(t *testing.T) {
	if got, err := residentBytes([]byte("Name:\tserver\nVmHWM:\t 9 kB\nVmRSS:\t    1024 kB\nRssAnon:\t 1 kB\n")); err != nil || got != 1<<20 {
		t.Errorf("%v, %v, want 1 MB", got, err)
	}
	if got, err := residentBytes([]byte("Name:\tserver\n")); err == nil {
		t.Errorf("nothing is %v bytes", got)
	}
}
