package suite

import (
	"bufio"
	"fmt"
	"os"
	"strings"
)

// maxKnown bounds the table of known differences. Whoever needs more has
// something to repair.
const maxKnown = 10

// Known is the table of tests that must differ. Each line of its file is
//
//	package test class reason ...
//
// separated by blanks; # begins a comment. The table is strict: an entry whose
// test passes is an error, each time if it is one of chance, and so is a slow one
// that is fast. The suite runs
// without the tests that do not pass, and each of those runs alone, since it may
// hang; but for that, -test.run holds for them as for others.
type Known []KnownTest

// A KnownTest is one line of the table.
type KnownTest struct {
	Package, Test string
	Class         string // one of knownClasses
	Reason        string
}

// knownClasses say why a test cannot pass green.
var knownClasses = map[string]string{
	"order":     "it asserts the order in which Go's scheduler runs goroutines",
	"parallel":  "it asserts that two goroutines run at the same time",
	"internal":  "it asserts internals of the scheduler that greenify replaces",
	classChance: "it may pass, by the moment of a preemption",
	classSlow:   "it passes, in a time that has nothing to do with its suite's",
}

const (
	// classSlow is the class of tests that pass but whose time does not count.
	classSlow = "slow"

	// classChance is the class of tests that do not pass each time. Such an entry is
	// an error if its test passes chanceRuns times running.
	classChance = "chance"
)

// chanceRuns is how often a test of classChance may pass until it counts as one that
// does. One that passes three times in four does so 40 times running once in 100,000.
const chanceRuns = 40

// ReadKnown reads the table in file.
func ReadKnown(file string) (Known, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var known Known
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		fields := strings.Fields(text)
		if len(fields) == 0 {
			continue
		}
		if len(fields) < 4 {
			return nil, fmt.Errorf("%s:%d: want package, test, class and reason", file, n)
		}
		if _, ok := knownClasses[fields[2]]; !ok {
			return nil, fmt.Errorf("%s:%d: unknown class %q: use one of %s", file, n,
				fields[2], strings.Join(sorted(knownClasses), ", "))
		}
		known = append(known, KnownTest{
			Package: fields[0], Test: fields[1], Class: fields[2],
			Reason: strings.Join(fields[3:], " "),
		})
	}
	if len(known) > maxKnown {
		return nil, fmt.Errorf("%s: %d entries: at most %d are allowed: repair some", file, len(known), maxKnown)
	}
	return known, lines.Err()
}

// differs returns the entry that lets a test differ: its own, that of a test
// around it, or that of a subtest in it, which takes the test around it down.
func (k Known) differs(pkg, test string) (KnownTest, bool) {
	for _, e := range k {
		if e.Package != pkg || e.Class == classSlow {
			continue
		}
		if e.Test == test || strings.HasPrefix(test, e.Test+"/") || strings.HasPrefix(e.Test, test+"/") {
			return e, true
		}
	}
	return KnownTest{}, false
}

// alone returns the entries of pkg whose tests do not pass.
func (k Known) alone(pkg string) []KnownTest {
	var tests []KnownTest
	for _, e := range k {
		if e.Package == pkg && e.Class != classSlow {
			tests = append(tests, e)
		}
	}
	return tests
}

// notSlow returns a message for every slow entry of pkg that does not hold. timed says
// whether times are judged: they are not where other work makes them a matter of chance.
func (k Known) notSlow(pkg string, stock, green *Result, timed bool) []string {
	var msgs []string
	for _, e := range k {
		if e.Package != pkg || e.Class != classSlow {
			continue
		}
		switch {
		case stock.Outcome(e.Test) == Absent:
			msgs = append(msgs, fmt.Sprintf("%s: stock has no such test: remove the entry", e.Test))
		case timed && green.Took[e.Test] <= slack:
			// Not compared with stock, which may be as slow on a busy machine.
			msgs = append(msgs, fmt.Sprintf("%s: is not slow: remove the entry", e.Test))
		}
	}
	return msgs
}
