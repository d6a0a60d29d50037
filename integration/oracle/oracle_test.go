//go:build !greenify

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestOracle compares a few sequences under every setting. make oracle goes on for as long
// as one likes.
func TestOracle(t *testing.T) {
	const module = "github.com/go-greenify/greenify"
	dir := t.TempDir()
	bin := func(name string) string { return filepath.Join(dir, name) }
	build(t, "go", "build", "-o", bin("greenify"), module+"/cmd/greenify")
	build(t, "go", "build", "-o", bin("stock"), module+"/integration/oracle")
	build(t, bin("greenify"), "build", "-o", bin("green"), module+"/integration/oracle")
	build(t, bin("greenify"), "build", "-race", "-o", bin("race"), module+"/integration/oracle")
	const count = 60
	for i := range settings {
		var out bytes.Buffer
		first := uint64(1 + i*count)
		round := settings[i : i+1]
		builds := bin("green")
		if i == 1 {
			builds += "," + bin("race")
		}
		if err := drive(&out, round, bin("stock"), builds, first, count, 0); err != nil {
			t.Error(err)
		}
	}
}

// TestDeterministic plays sequences twice in stock builds: where a sequence has more than one
// outcome a difference says nothing.
func TestDeterministic(t *testing.T) {
	var texts [2]bytes.Buffer
	for i := range texts {
		if err := perform(&texts[i], 1, 200, 1+7*i); err != nil {
			t.Fatal(err)
		}
	}
	if difference := compare(texts[0].String(), texts[1].String()); difference != "" {
		t.Error(difference)
	}
	// Each op is played: the transcripts have all names.
	for _, o := range ops {
		if o.name != "pause" && o.name != "dup" && !strings.Contains(texts[0].String(), "."+noted(o.name)+":") {
			t.Errorf("%q was not played in 200 sequences", o.name)
		}
	}
}

// noted is what an op's lines begin with.
func noted(name string) string {
	switch name {
	case "read exactly", "read the end", "read in vain", "read a copy":
		return "read"
	case "close half":
		return "CloseWrite"
	case "close the other half":
		return "CloseRead"
	case "close":
		return "Close"
	case "peek":
		return "receive(2)"
	case "receive":
		return "receive(0)"
	}
	return name
}

// TestCompare has transcripts that differ.
func TestCompare(t *testing.T) {
	const want = "sequence 1 tcp\n 0 a: 1\nsequence 2 udp\n 0 a: 2\n 1 b: 3\n"
	if d := compare(want, want); d != "" {
		t.Error(d)
	}
	for _, got := range []string{strings.Replace(want, "3", "4", 1), strings.TrimSuffix(want, " 1 b: 3\n"), want + " 2 c: 5\n", ""} {
		if d := compare(want, got); d == "" {
			t.Errorf("no difference to %q", got)
		}
	}
	if d := compare(want, strings.Replace(want, "3", "4", 1)); !strings.Contains(d, "sequence 2 udp") || strings.Contains(d, "sequence 1") {
		t.Errorf("the difference is not shown with its sequence:\n%s", d)
	}
}

func build(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = os.Environ()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd, err, out)
	}
}
