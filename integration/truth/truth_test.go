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
	// patience is how many runs may go against what is expected, until one does not.
	patience = 10
	// busy is how many runs there are at most. Other work on the machine makes a stall longer,
	// by no more than the time for which it kept the program from running: a run whose stall
	// may be that says nothing.
	busy = 100
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
		as, stalls := judge(t, filepath.Join(bin, name), bad)
		t.Logf("%-10s %-12v %v", name, verdict, stalls)
		switch {
		case as == disturbed:
			t.Logf("%s: other work on the machine left too few of %d runs undisturbed", name, busy)
		case as == other && !bad:
			t.Errorf("%s is called %v, and always stalls its hub: %v", name, verdict, stalls)
		case as == other:
			slandered++
			t.Logf("%s is called %v, and never stalled its hub for long: %v", name, verdict, stalls)
		}
	}
	if slandered > worse {
		t.Errorf("%d programs are called worse than they are, %d may be", slandered, worse)
	}
}

// What came of the runs of a program.
const (
	expected  = iota // one was as expected
	other            // patience were not
	disturbed        // neither, of busy
)

// judge runs a program until it is clear whether it stalls its hub, as a bad one has to
// in some run, and another may not in all. It returns the stalls as well.
func judge(t *testing.T, program string, bad bool) (came int, stalls []time.Duration) {
	t.Helper()
	against := 0
	for range busy {
		stall, late := run(t, program)
		stalls = append(stalls, stall)
		if bad == (stall > limit) {
			return expected, stalls
		}
		if bad || stall-late > limit {
			against++
		}
		if against == patience {
			return other, stalls
		}
	}
	return disturbed, stalls
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
