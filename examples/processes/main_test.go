package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Two of the commands wait for one another, by pipes that have names: so two run at once, and the
// order of their ends is known.
func TestRunAll(t *testing.T) {
	dir := t.TempDir()
	gate := filepath.Join(dir, "gate")
	var out strings.Builder
	failed := runAll(&out, []string{
		fmt.Sprintf("mkfifo %[1]s && cat %[1]s", gate),
		fmt.Sprintf("until test -p %[1]s; do :; done; echo opened >%[1]s; echo wrote", gate),
		"echo oh >&2; exit 3",
	}, 2, time.Minute)
	if failed != 1 {
		t.Errorf("%d have failed, want 1", failed)
	}
	for _, want := range []string{
		`(?m)^mkfifo .*: [0-9.]+m?s\nopened\n`,
		`(?m)^until .*: [0-9.]+m?s\nwrote\n`,
		`(?m)^echo oh .*: exit status 3\noh\n`,
	} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("no %s in\n%s", want, &out)
		}
	}
}

func TestTooLong(t *testing.T) {
	var out strings.Builder
	if failed := runAll(&out, []string{"echo begun; exec sleep 60"}, 1, 200*time.Millisecond); failed != 1 || !strings.Contains(out.String(), "sleep 60: killed after 200ms\n") {
		t.Errorf("%d: %s", failed, &out)
	}
}

// No more run at once than there may.
func TestAtMostSoMany(t *testing.T) {
	dir := t.TempDir()
	// Each leaves a file while it runs, and counts those that there are.
	var commands []string
	for i := range 12 {
		file := filepath.Join(dir, fmt.Sprint("running", i))
		commands = append(commands, fmt.Sprintf("touch %s; ls %s | wc -l; sleep 0.01; rm %[1]s", file, dir))
	}
	var out strings.Builder
	if failed := runAll(&out, commands, 3, time.Minute); failed != 0 {
		t.Errorf("%d have failed", failed)
	}
	counts := regexp.MustCompile(`(?m)^\s*([0-9]+)$`).FindAllStringSubmatch(out.String(), -1)
	if len(counts) != 12 {
		t.Fatalf("%d counts in\n%s", len(counts), &out)
	}
	for _, c := range counts {
		if n, err := strconv.Atoi(c[1]); err != nil || n > 3 {
			t.Errorf("%s at once", c[1])
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Error(left, err)
	}
}
