package truth

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-greenify/greenify/rewrite"
	"github.com/go-greenify/greenify/rewrite/check"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

const (
	// limit is how long a green program may keep other greenlets waiting.
	limit = 10 * time.Millisecond
	// patience is how often a program is run until it shows what is expected. Other
	// work on the machine makes a stall longer now and then, and not always.
	patience = 10
	// worse is how many programs may be called worse than they are.
	worse = 2
)

func TestTruth(t *testing.T) {
	dirs, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	_, err = exec.LookPath("gcc")
	cgo := err == nil
	var patterns []string
	for _, dir := range dirs {
		if name := filepath.Base(dir); cgo || name != "csleep" && name != "callback" {
			patterns = append(patterns, "./"+dir)
		}
	}
	if len(patterns) < 30 {
		t.Fatalf("%d programs, want 30", len(patterns))
	}
	verdicts := verdicts(t, patterns)
	bin := build(t, patterns)

	slandered := 0
	for _, pattern := range patterns {
		name := filepath.Base(pattern)
		verdict, ok := verdicts[name]
		if !ok {
			t.Errorf("%s: no verdict", name)
			continue
		}
		bad := verdict >= reason.NotGreen
		least, most := time.Hour, time.Duration(0)
		for range patience {
			stall := run(t, filepath.Join(bin, name))
			least, most = min(least, stall), max(most, stall)
			if bad && most > limit || !bad && least <= limit {
				break
			}
		}
		t.Logf("%-10s %-12v %v", name, verdict, most)
		switch {
		case !bad && least > limit:
			t.Errorf("%s is called %v, and always stalls its hub, for at least %v", name, verdict, least)
		case bad && most <= limit:
			slandered++
			t.Logf("%s is called %v, and never stalled its hub for more than %v", name, verdict, most)
		}
	}
	if slandered > worse {
		t.Errorf("%d programs are called worse than they are, %d may be", slandered, worse)
	}
}

// verdicts checks all programs at once. Each is a main package, and has the
// verdict of its own code: what they share is green.
func verdicts(t *testing.T, patterns []string) map[string]reason.Class {
	t.Helper()
	cfg := &rewrite.Config{Env: os.Environ(), Cache: t.TempDir()}
	tc, err := rewrite.FindToolchain(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	report, err := check.Run(t.Context(), cfg, tc, &check.Options{Patterns: patterns})
	if err != nil {
		t.Fatal(err)
	}
	verdicts := make(map[string]reason.Class)
	for _, p := range report.Packages {
		switch {
		case p.Named:
			verdicts[p.Path[strings.LastIndex(p.Path, "/")+1:]] = p.Verdict
		case p.Verdict != reason.Green:
			t.Errorf("%s is %v", p.Path, p.Verdict)
		}
	}
	return verdicts
}

// build builds all programs green, with one run of the command.
func build(t *testing.T, patterns []string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	args := append([]string{"run", "../../cmd/greenify", "build", "-o", dir + "/"}, patterns...)
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Fatalf("greenify build: %v\n%s", err, out)
	}
	return dir
}

// run runs a program, and returns the longest stall that it measured.
func run(t *testing.T, program string) time.Duration {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, program).Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	ns, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return time.Duration(ns)
}
