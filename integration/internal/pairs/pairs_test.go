package pairs

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRatio(t *testing.T) {
	// Two groups, on a machine that becomes twice as slow in the second.
	s := Samples{10, 5, 8, 8, 5, 10, 20, 10, 16, 16, 10, 40}
	if got, want := s.Ratio(Stock, Green), (Spread{2, 2, 2.5}); got != want {
		t.Errorf("stock / green = %v, want %v", got, want)
	}
	if got := s.Ratio(Stock, Off).Median; got != 1.25 {
		t.Errorf("stock / off=1 = %v, want 1.25", got)
	}
	if got, want := s.Noise(), (Spread{0.625, 0.75, 0.875}); got != want {
		t.Errorf("noise = %v, want %v", got, want)
	}
	if got := s.Median(Off); got != 12 {
		t.Errorf("median of off=1 = %v, want 12", got)
	}
}

func TestWriteKeepsTheRest(t *testing.T) {
	file := filepath.Join(t.TempDir(), "performance.md")
	for _, step := range []struct{ target, text, want string }{
		{"a", "1\n", "# Performance\n\n<!-- begin: make a -->\n1\n<!-- end: make a -->\n"},
		{"b", "2\n", "# Performance\n\n<!-- begin: make a -->\n1\n<!-- end: make a -->\n\n<!-- begin: make b -->\n2\n<!-- end: make b -->\n"},
		{"a", "3\n", "# Performance\n\n<!-- begin: make a -->\n3\n<!-- end: make a -->\n\n<!-- begin: make b -->\n2\n<!-- end: make b -->\n"},
	} {
		if err := Write(file, step.target, step.text); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != step.want {
			t.Fatalf("after writing %s: %q, %v, want %q", step.target, got, err, step.want)
		}
		if got, err := Read(file, step.target); err != nil || got != step.text {
			t.Fatalf("%s reads as %q, %v, want %q", step.target, got, err, step.text)
		}
	}
	if got, err := Read(file, "c"); err != nil || got != "" {
		t.Errorf("what was never written reads as %q, %v", got, err)
	}
	if err := os.WriteFile(file, []byte("<!-- begin: make a -->\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Write(file, "a", "4\n"); err == nil {
		t.Error("a file without the end's mark was written")
	}
	if got, err := Read(file, "a"); err == nil {
		t.Errorf("a file without the end's mark reads as %q", got)
	}
}

func TestChoose(t *testing.T) {
	table := []string{"a", "b", "a", "c"}
	name := func(s string) string { return s }
	for names, want := range map[string]string{"": "abac", "a": "aa", "c,b": "cb", "b,a": "baa"} {
		rows, err := Choose(table, names, name)
		if got := strings.Join(rows, ""); got != want || err != nil {
			t.Errorf("%q chooses %q, %v; want %q", names, got, err, want)
		}
	}
	if _, err := Choose(table, "a,d", name); err == nil || err.Error() != `-rows: no row is called "d"; there are a, b, c` {
		t.Error(err)
	}
}

func TestRun(t *testing.T) {
	got, err := Run([]string{"PAIRS_TEST=2.5"}, "/bin/sh", "-c", "echo a 1; echo b $PAIRS_TEST")
	if want := map[string]float64{"a": 1, "b": 2.5}; err != nil || !maps.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
	for _, script := range []string{"echo a 1; exit 1", "echo a", "echo a b"} {
		if got, err := Run(nil, "/bin/sh", "-c", script); err == nil {
			t.Errorf("%s: no error, but %v", script, got)
		}
	}
}
