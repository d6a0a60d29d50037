package main

import (
	"maps"
	"os/exec"
	"testing"
)

func TestChanged(t *testing.T) {
	got := changed(
		[]string{"A=1", "B=2", "PATH=/bin", "C=3"},
		[]string{"A=1", "B=3", "PATH=/bin", "D=4=5"},
	)
	want := map[string]string{"B": "3", "PATH": "/bin", "D": "4=5"}
	if !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestShellQuote(t *testing.T) {
	for _, s := range []string{"", "plain", "a b", `it's "$HOME" \ * ~`, "''", "two\nlines"} {
		out, err := exec.Command("sh", "-c", "printf %s "+shellQuote(s)).Output()
		if err != nil || string(out) != s {
			t.Errorf("%q came back as %q, %v", s, out, err)
		}
	}
}
