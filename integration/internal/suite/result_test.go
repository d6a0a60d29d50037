package suite

import (
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParseEvents(t *testing.T) {
	var got Result
	err := got.parseEvents(strings.NewReader(`
{"Action":"start","Package":"p"}
{"Action":"run","Test":"TestA"}
{"Action":"output","Test":"TestA","Output":"x"}
{"Action":"run","Test":"TestA/s"}
{"Action":"pass","Test":"TestA/s"}
{"Action":"pass","Test":"TestA","Elapsed":0.25}
{"Action":"run","Test":"TestB"}
{"Action":"fail","Test":"TestB"}
{"Action":"run","Test":"TestC"}
{"Action":"skip","Test":"TestC"}
{"Action":"run","Test":"TestTwice"}
{"Action":"fail","Test":"TestTwice"}
{"Action":"run","Test":"TestTwice"}
{"Action":"pass","Test":"TestTwice"}
{"Action":"run","Test":"TestHangs"}
{"Action":"fail","Package":"p"}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Outcome{
		"TestA": Pass, "TestA/s": Pass, "TestB": Fail, "TestC": Skip,
		"TestTwice": Fail, "TestHangs": Unfinished,
	}
	if !maps.Equal(got.Tests, want) {
		t.Errorf("got %v, want %v", got.Tests, want)
	}
	if got.Took["TestA"] != 250*time.Millisecond {
		t.Errorf("TestA took %v, want 250ms", got.Took["TestA"])
	}
	if err := got.parseEvents(strings.NewReader("PASS\n")); err == nil {
		t.Error("text that is no JSON: no error")
	}
}

func TestCompare(t *testing.T) {
	stock := &Result{Tests: map[string]Outcome{
		"TestA": Pass, "TestA-x": Pass, "TestA/s": Pass, "TestA/t": Pass,
		"TestFails": Fail, "TestGone": Pass, "TestSkips": Skip, "TestSkipped": Pass,
	}}
	green := &Result{Tests: map[string]Outcome{
		"TestA": Fail, "TestA-x": Pass, "TestA/s": Fail, "TestA/t": Pass,
		"TestFails": Fail, "TestSkips": Fail, "TestSkipped": Skip, "TestNew": Fail, "TestMore": Pass,
	}}
	diffs := compare(stock, green)
	want := []Difference{
		{"TestA", Pass, Fail}, {"TestA/s", Pass, Fail}, {"TestGone", Pass, Absent},
		{"TestNew", Absent, Fail}, {"TestSkipped", Pass, Skip}, {"TestSkips", Skip, Fail},
	}
	if !reflect.DeepEqual(diffs, want) {
		t.Errorf("compare: got %v, want %v", diffs, want)
	}
	if got := leaves(diffs); !reflect.DeepEqual(got, want[1:]) {
		t.Errorf("leaves: got %v, want %v", got, want[1:])
	}
	// A test that crashed before its subtests began is the one to name.
	cut := []Difference{{"TestA", Pass, Unfinished}, {"TestA/s", Pass, Absent}}
	if got := leaves(cut); !reflect.DeepEqual(got, cut) {
		t.Errorf("leaves: got %v, want %v", got, cut)
	}
}

func TestExcuse(t *testing.T) {
	for _, c := range []struct {
		green, stock Outcome
		want         bool
	}{
		{Fail, Fail, true}, {Fail, Unfinished, true}, {Fail, Pass, false}, {Fail, Skip, false}, {Fail, Absent, false},
		{Absent, Absent, true}, {Absent, Pass, false}, {Skip, Skip, true}, {Skip, Fail, true}, {Unfinished, Absent, false},
	} {
		if got := (Difference{Green: c.green}).excusedBy(c.stock); got != c.want {
			t.Errorf("%s in green, %s in stock: got %v, want %v", c.green, c.stock, got, c.want)
		}
	}
}

func TestExactly(t *testing.T) {
	if got, want := exactly("TestA/a+b/c"), `^TestA$/^a\+b$/^c$`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestBinaryNames(t *testing.T) {
	var pkgs []*Package
	for _, p := range []string{"m/a", "m/b/a", "m/a/v2", "m/b", "m/v2ray"} {
		pkgs = append(pkgs, &Package{ImportPath: p})
	}
	var got [][]string
	for _, group := range distinct(pkgs) {
		var names []string
		for _, p := range group {
			names = append(names, p.ImportPath+" "+binaryName(p.ImportPath))
		}
		got = append(got, names)
	}
	want := [][]string{
		{"m/a a.test", "m/b b.test", "m/v2ray v2ray.test"},
		{"m/b/a a.test"},
		{"m/a/v2 a.test"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSetenv(t *testing.T) {
	got := setenv([]string{"A=1", "B=2", "A=3", "AB=4"}, "A=5", "C=6")
	if want := []string{"B=2", "AB=4", "A=5", "C=6"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
