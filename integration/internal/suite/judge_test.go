package suite

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// prologue is what a script begins with: it defines wanted, which reports whether
// -test.run and -test.skip let a test run.
const prologue = `#!/bin/sh
trap "printf '\026PASS\n'" EXIT
for arg; do
	case $arg in
	-test.run=*) run=$arg ;;
	-test.skip=*) skip=$arg ;;
	esac
done
wanted() {
	case $skip in *"^$1\$"*) return 1 ;; esac
	case $run in "" | *"^$1\$"*) return 0 ;; esac
	return 1
}
`

// script makes a test binary of shell commands, and a package for it.
func script(t *testing.T, commands string) *Package {
	t.Helper()
	dir := t.TempDir()
	binary := filepath.Join(dir, "p.test")
	if err := os.WriteFile(binary, []byte(prologue+commands), 0o755); err != nil {
		t.Fatal(err)
	}
	return &Package{ImportPath: "p", Dir: dir, Binary: binary}
}

// says is the command that reports a test's outcome as a test binary does with
// -test.v=test2json.
func says(test, outcome string) string {
	return fmt.Sprintf(`! wanted %[1]s || printf '\026=== RUN   %[1]s\n\026--- %[2]s: %[1]s (0.00s)\n'`+"\n", test, outcome)
}

// took is the command that reports a pass and how long it took.
func took(test, seconds string) string {
	return strings.ReplaceAll(says(test, "PASS"), "0.00", seconds)
}

func newRunner(t *testing.T) *Runner {
	t.Helper()
	stock, err := Stock(t.Context(), ".")
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	converter, err := buildConverter(t.Context(), stock, work)
	if err != nil {
		t.Fatal(err)
	}
	return &Runner{
		Stock: stock, Green: &Toolchain{Name: "green", Env: stock.Env},
		Work: work, Pairs: 2, WholeReruns: 3, AloneReruns: 3,
		test2json: converter,
		elapsed:   claimed,
	}
}

// claimed is the time that a run's tests say they took. What starting a process costs, on a
// machine that has other work, is often more than these take.
func claimed(r *Result) (sum time.Duration) {
	for _, d := range r.Took {
		sum += d
	}
	return sum
}

func TestJudge(t *testing.T) {
	a, b := says("TestA", "PASS"), says("TestB", "PASS")
	// oddly runs the command in every second run only.
	oddly := func(command string) string {
		return "if [ -e ran ]; then rm ran; " + command + "else touch ran; fi\n"
	}
	base := newRunner(t)
	for _, c := range []struct {
		name         string
		stock, green string
		known        Known
		limit        float64
		failures     []string // a part of each
		notes        []string
	}{
		{name: "equal", stock: a + b, green: a + b},
		{name: "more in green", stock: a, green: a + b},
		{name: "failing", stock: a + b, green: a + says("TestB", "FAIL") + "exit 1",
			failures: []string{"TestB: pass in stock, fail in green"}},
		{name: "skipping", stock: a + b, green: a + says("TestB", "SKIP"),
			failures: []string{"TestB: pass in stock, skip in green"}},
		{name: "missing", stock: a + b, green: a,
			failures: []string{"TestB: pass in stock, absent in green"}},
		{name: "both failing", stock: a + says("TestB", "FAIL") + "exit 1", green: a + says("TestB", "FAIL") + "exit 1",
			notes: []string{"TestB: fail in stock, fail in green"}},
		{name: "stock's flake", stock: oddly(says("TestB", "FAIL")) + "[ -e ran ] && " + b + a, green: a + says("TestB", "FAIL"),
			notes: []string{"TestB: fail in green, and no better in"}},
		// Green would pass if it were run again. It must not be.
		{name: "green's flake", stock: a + b, green: a + oddly(b),
			failures: []string{"TestB: pass in stock, absent in green"}},
		{name: "known", stock: a + b, green: a,
			known: Known{{"p", "TestB", "order", "because"}},
			notes: []string{"known: order: because"}},
		{name: "known, and failing", stock: a + b, green: a + says("TestB", "FAIL") + "! wanted TestB || exit 1",
			known: Known{{"p", "TestB", "order", "because"}},
			notes: []string{"known: order: because"}},
		// It must not keep the tests behind it from running.
		{name: "known, and ending the binary", stock: a + b, green: "! wanted TestA || exit 2\n" + b,
			known: Known{{"p", "TestA", "parallel", "because"}},
			notes: []string{"known: parallel: because"}},
		{name: "known, but not in stock", stock: a, green: a,
			known:    Known{{"p", "TestB", "order", "because"}},
			failures: []string{"TestB: stock has no such test"}},
		{name: "failing where stock skips", stock: a + says("TestB", "SKIP"), green: a + says("TestB", "FAIL") + "exit 1",
			failures: []string{"TestB: skip in stock, fail in green"}},
		{name: "crash behind a known failure", stock: a + b, green: a + says("TestB", "FAIL") + "exit 2",
			known:    Known{{"p", "TestB", "order", "because"}},
			failures: []string{"exit status 2"},
			notes:    []string{"known: order: because"}},
		{name: "known no more", stock: a + b, green: a + b, known: Known{{"p", "TestB", "order", "because"}},
			failures: []string{"TestB: passes: remove the entry"}},
		// It passes in the first run and not in the second.
		{name: "by chance", stock: a + b, green: a + oddly("") + "[ ! -e ran ] || " + b,
			known: Known{{"p", "TestB", "chance", "because"}},
			notes: []string{"TestB: absent in run 2 of green, known: chance: because"}},
		{name: "chance always passing", stock: a + b, green: a + b, known: Known{{"p", "TestB", "chance", "because"}},
			failures: []string{"TestB: passes: remove the entry"}},
		{name: "crash at exit", stock: a, green: a + "exit 2",
			failures: []string{"exit status 2"}},
		{name: "empty", stock: "true", green: "true",
			failures: []string{"stock ran no test"}},
		{name: "slow", stock: a + took("TestB", "0.10"), green: a + took("TestB", "0.40"), limit: 1.3,
			failures: []string{"(2 pairs), limit 1.30"}},
		{name: "slow once", stock: a + took("TestB", "0.10"), green: a + oddly(took("TestB", "0.10")) + "[ ! -e ran ] || " + took("TestB", "0.40"), limit: 1.3},
		{name: "slow, known", limit: 1.3,
			stock: a + took("TestB", "0.00"), green: a + took("TestB", "0.40"),
			known: Known{{"p", "TestB", "slow", "because"}}},
		{name: "slow no more", limit: 1.3,
			stock: a + took("TestB", "0.00"), green: a + took("TestB", "0.00"),
			known:    Known{{"p", "TestB", "slow", "because"}},
			failures: []string{"TestB: is not slow: remove the entry"}},
		{name: "slow no more, no limit",
			stock: a + took("TestB", "0.00"), green: a + took("TestB", "0.00"),
			known: Known{{"p", "TestB", "slow", "because"}}},
		{name: "slow, no limit", stock: a + took("TestB", "0.10"), green: a + took("TestB", "0.40")},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := *base
			r.Known, r.Limit = c.known, c.limit
			s := &Suite{Package: "p", Stock: script(t, c.stock), Green: script(t, c.green)}
			v, err := r.Judge(t.Context(), &Job{Suite: s})
			if err != nil {
				t.Fatal(err)
			}
			match(t, "failures", v.Failures, c.failures)
			match(t, "notes", v.Notes, c.notes)
		})
	}
}

// match checks that each line contains its part.
func match(t *testing.T, what string, lines, parts []string) {
	t.Helper()
	if len(lines) != len(parts) {
		t.Errorf("%s: got %q, want %q", what, lines, parts)
		return
	}
	for i := range lines {
		if !strings.Contains(lines[i], parts[i]) {
			t.Errorf("%s: got %q, want %q", what, lines[i], parts[i])
		}
	}
}

// TestKill checks that a binary that hangs is killed with all of its children.
func TestKill(t *testing.T) {
	pkg := script(t, "trap '' QUIT; sleep 1000 & echo $! >child; while :; do sleep 0.01; done")
	childFile := filepath.Join(pkg.Dir, "child")
	p := &process{
		binary: pkg.Binary, dir: pkg.Dir, env: os.Environ(),
		timeout: time.Minute, alarmGrace: time.Second, quitGrace: time.Second,
		log: filepath.Join(pkg.Dir, "log"),
		// Time is over when there is a child, however long that takes.
		after: func(time.Duration) <-chan time.Time {
			over := make(chan time.Time, 1)
			go func() {
				for ; ; time.Sleep(time.Millisecond) {
					if id, _ := os.ReadFile(childFile); strings.HasSuffix(string(id), "\n") {
						over <- time.Time{}
						return
					}
				}
			}()
			return over
		},
	}
	exit, _, _, err := p.run(t.Context())
	if want := "killed after 1m1s, past its own alarm"; err != nil || exit != want {
		t.Errorf("got %q, %v, want %q", exit, err, want)
	}
	id, err := os.ReadFile(childFile)
	if err != nil {
		t.Fatal(err)
	}
	// The child dies soon after the signal: one that does not has the test end by its
	// timeout. It may stay a zombie where nobody reaps orphans.
	for ; ; time.Sleep(time.Millisecond) {
		stat, err := os.ReadFile("/proc/" + strings.TrimSpace(string(id)) + "/stat")
		if err != nil || !strings.Contains(string(stat), "(sleep)") || strings.Contains(string(stat), ") Z ") {
			return
		}
	}
}

func TestTime(t *testing.T) {
	pair := func(stock, green time.Duration) Pair { return Pair{stock, green} }
	for _, c := range []struct {
		pairs []Pair
		want  Pair
	}{
		{[]Pair{pair(1, 3)}, pair(1, 3)},
		{[]Pair{pair(10, 30), pair(10, 20)}, pair(10, 20)},
		{[]Pair{pair(10, 100), pair(2, 4), pair(1, 1)}, pair(1, 1)},
		// Stock was lucky once: the median is fairer.
		{[]Pair{pair(4, 4), pair(4, 4), pair(1, 4)}, pair(4, 4)},
		// Green was disturbed in most pairs, but not in all.
		{[]Pair{pair(4, 8), pair(4, 9), pair(4, 4)}, pair(4, 4)},
		{[]Pair{pair(4, 8), pair(4, 9), pair(4, 7)}, pair(4, 7)},
	} {
		if got, _ := (&Verdict{Pairs: c.pairs}).Time(); got != c.want {
			t.Errorf("%v: got %v, want %v", c.pairs, got, c.want)
		}
	}
}
