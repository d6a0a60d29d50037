package truth

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
	// patience is how often a program is run until it shows what is expected.
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
			stall, late := run(t, filepath.Join(bin, name))
			// Other work on the machine makes a stall longer, by no more than the time
			// for which a thread had to wait for a processor.
			least, most = min(least, stall-late), max(most, stall)
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

// run runs a program, and returns what it measured: the longest stall, and for how long
// its threads had to wait for a processor.
func run(t *testing.T, program string) (stall, late time.Duration) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program).Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	if _, err := fmt.Sscan(string(out), (*int64)(&stall), (*int64)(&late)); err != nil {
		t.Fatalf("%s prints %q: %v", program, out, err)
	}
	return stall, late
}
