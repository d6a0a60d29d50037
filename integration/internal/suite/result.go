package suite

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// An Outcome is how a test ended.
type Outcome string

const (
	Pass       Outcome = "pass"
	Fail       Outcome = "fail"
	Skip       Outcome = "skip"
	Unfinished Outcome = "unfinished" // it began, and the binary ended or was killed
	Absent     Outcome = "absent"     // it never began
)

// A Result is what one run of a test binary did.
type Result struct {
	Tests   map[string]Outcome // by full name: TestA, TestA/sub
	Took    map[string]time.Duration
	Elapsed time.Duration // wall time of the process
	CPU     time.Duration // user and system time, of children too
	Exit    string        // how the process ended; "" for exit status 0
	Log     string        // the file with its output
}

// Outcome returns how a test ended in r.
func (r *Result) Outcome(test string) Outcome {
	if o, ok := r.Tests[test]; ok {
		return o
	}
	return Absent
}

// Passes counts the passing top-level tests, and with subtests.
func (r *Result) Passes() (top, all int) {
	for name, o := range r.Tests {
		if o != Pass {
			continue
		}
		all++
		if !strings.Contains(name, "/") {
			top++
		}
	}
	return top, all
}

// parseEvents adds to res what the stream of go test -json, or of test2json,
// says about the tests of one package.
func (res *Result) parseEvents(r io.Reader) error {
	tests := make(map[string]Outcome)
	res.Tests, res.Took = tests, make(map[string]time.Duration)
	for dec := json.NewDecoder(r); ; {
		var e struct {
			Action, Test string
			Elapsed      float64 // seconds
		}
		switch err := dec.Decode(&e); {
		case err == io.EOF:
			return nil
		case err != nil:
			return fmt.Errorf("test2json: %w", err)
		}
		if e.Test == "" {
			continue
		}
		switch e.Action {
		case "run":
			// With -test.count or -test.cpu a test runs more than once; it
			// passes if it passes every time.
			if _, seen := tests[e.Test]; !seen {
				tests[e.Test] = Unfinished
			}
		case "pass", "fail", "skip":
			if old := tests[e.Test]; old == "" || old == Unfinished || old == Pass {
				tests[e.Test] = Outcome(e.Action)
			}
			res.Took[e.Test] += time.Duration(e.Elapsed * float64(time.Second))
		}
	}
}

// bad reports whether a test with this outcome went wrong.
func (o Outcome) bad() bool { return o == Fail || o == Unfinished }

// A Difference is a test that green does worse than stock.
type Difference struct {
	Test         string
	Stock, Green Outcome
}

// compare returns, sorted, the tests that pass in stock and not in green, and
// those that go wrong in green only, such as one that stock skips.
func compare(stock, green *Result) []Difference {
	var diffs []Difference
	for name, o := range stock.Tests {
		if g := green.Outcome(name); o == Pass && g != Pass || g.bad() && !o.bad() {
			diffs = append(diffs, Difference{name, o, g})
		}
	}
	for name, g := range green.Tests {
		if stock.Outcome(name) == Absent && g.bad() {
			diffs = append(diffs, Difference{name, Absent, g})
		}
	}
	slices.SortFunc(diffs, func(a, b Difference) int { return strings.Compare(a.Test, b.Test) })
	return diffs
}

// excusedBy reports whether an outcome in stock shows that the difference is
// the suite's own: what goes wrong in green goes wrong there, and what green
// leaves out does at least not pass.
func (d Difference) excusedBy(stock Outcome) bool {
	return stock.bad() || !d.Green.bad() && stock != Pass
}

// leaves drops the differences that only repeat one below them: a test fails
// because its subtest does.
func leaves(diffs []Difference) []Difference {
	var kept []Difference
	for i, d := range diffs {
		// Sorted by name, TestA's subtests need not follow it at once:
		// TestA-b sorts before TestA/b.
		repeated := false
		for _, e := range diffs[i+1:] {
			if strings.HasPrefix(e.Test, d.Test+"/") && e.Green != Absent {
				repeated = true
				break
			}
		}
		if !repeated {
			kept = append(kept, d)
		}
	}
	return kept
}
