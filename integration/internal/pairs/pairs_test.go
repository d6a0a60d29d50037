package pairs

import (
	"maps"
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
