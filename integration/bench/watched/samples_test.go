package main

import "testing"

func TestLine(t *testing.T) {
	var s samples
	for i := range 12 {
		x := float64(i*37%11) / 10
		s.add([4]float64{100 + x, 101.5 - x, 102 + x/2, 99 + 2*x})
	}
	const want = "| an operation | 100.2 ns | 1.015 (1.006-1.023) | 1.006 (1.003-1.008) | 1.015 |\n"
	if got := s.line("an operation"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
