package suite

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Verdict is what came of a job.
type Verdict struct {
	*Job
	Stock, Green *Result  // of the first pair
	Pairs        []Pair   // what was measured
	Failures     []string // what is wrong; empty if nothing is
	Notes        []string // what the reader should know all the same
}

// note adds a note, unless an earlier pair has given rise to it as well.
func (v *Verdict) note(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(v.Notes, s) {
		v.Notes = append(v.Notes, s)
	}
}

// A Pair is the time of one run of stock and one of green, without that of
// tests which are known to be slow.
type Pair struct{ Stock, Green time.Duration }

// Time returns the pair that counts: the one whose ratio is in the middle, or
// the fastest run of each, whichever has the better ratio. Other load on the
// machine hits either side of a pair and only ever adds time; what green itself
// is slower by is in the median and in the fastest runs.
func (v *Verdict) Time() (p Pair, ratio float64) {
	pairs := slices.SortedFunc(slices.Values(v.Pairs), func(a, b Pair) int {
		return cmp.Compare(a.ratio(), b.ratio())
	})
	// The upper one of the middle two: no pair is made up, and none flatters.
	p = pairs[len(pairs)/2]
	fastest := pairs[0]
	for _, q := range pairs {
		fastest = Pair{min(fastest.Stock, q.Stock), min(fastest.Green, q.Green)}
	}
	if fastest.ratio() < p.ratio() {
		p = fastest
	}
	return p, p.ratio()
}

func (p Pair) ratio() float64 { return float64(p.Green) / float64(p.Stock) }

// slack is added to the time that green may take. It is above what starting a
// process costs on a busy machine: some suites take no longer than that.
const slack = 50 * time.Millisecond

// slow reports whether green is over the limit. A limit of 0 is none.
func (r *Runner) slow(p Pair) bool {
	return r.Limit > 0 && p.Green.Seconds() > r.Limit*p.Stock.Seconds()+slack.Seconds()
}

// Judge runs a job: a pair of runs, more of them if the first was slow, and
// stock alone where green failed a test, to see if the failure is the suite's.
func (r *Runner) Judge(ctx context.Context, j *Job) (*Verdict, error) {
	v := &Verdict{Job: j}
	began := time.Now()
	// An entry of the table may hang, and would take the tests behind it along:
	// each runs alone, and the suite without them.
	if alone := r.Known.alone(j.Package); len(alone) > 0 && j.Run == "" {
		if err := r.judgeKnown(ctx, v, alone); err != nil {
			return nil, err
		}
		s := *j.Suite
		s.Skip = skipping(s.Skip, alone)
		j = &Job{Suite: &s, Procs: j.Procs, User: j.User}
	}
	if j.Warm != "" && j.User == nil { // another user's cache is always cold
		stock, green, err := r.pair(ctx, j, false, j.Warm)
		if err != nil {
			return nil, err
		}
		if err := r.judgePair(ctx, v, j, stock, green); err != nil {
			return nil, err
		}
	}
	for {
		stock, green, err := r.pair(ctx, j, len(v.Pairs)%2 == 1, "")
		if err != nil {
			return nil, err
		}
		if v.Stock == nil {
			v.Stock, v.Green = stock, green
		}
		v.Pairs = append(v.Pairs, r.measure(j, stock, green))
		if err := r.judgePair(ctx, v, j, stock, green); err != nil {
			return nil, err
		}
		p, ratio := v.Time()
		if !r.slow(p) {
			return v, nil
		}
		if len(v.Failures) > 0 || len(v.Pairs) >= r.Pairs || len(v.Pairs) >= 3 && time.Since(began) > pairBudget {
			v.Failures = append(v.Failures, fmt.Sprintf("takes %.2f times stock's time (%d pairs), limit %.2f: slowest by far:%s",
				ratio, len(v.Pairs), r.Limit, slowest(stock, green)))
			return v, nil
		}
	}
}

// pairBudget bounds what a verdict spends on more than three pairs.
const pairBudget = 90 * time.Second

// measure returns what counts of two runs' times.
func (r *Runner) measure(j *Job, stock, green *Result) Pair {
	p := Pair{stock.Elapsed, green.Elapsed}
	for _, e := range r.Known {
		if e.Package == j.Package && e.Class == classSlow {
			// Took is rounded to 10 ms, which may be more than all there was.
			p.Stock = max(p.Stock-stock.Took[e.Test], time.Millisecond)
			p.Green = max(p.Green-green.Took[e.Test], time.Millisecond)
		}
	}
	return p
}

// slowest names the top-level tests that lost the most time.
func slowest(stock, green *Result) string {
	lost := func(test string) time.Duration { return green.Took[test] - stock.Took[test] }
	tests := slices.DeleteFunc(sorted(green.Took), func(test string) bool {
		return strings.Contains(test, "/") || lost(test) <= 0
	})
	slices.SortStableFunc(tests, func(a, b string) int { return cmp.Compare(lost(b), lost(a)) })
	var b strings.Builder
	for _, test := range tests[:min(3, len(tests))] {
		fmt.Fprintf(&b, " %s (%v, %v in stock)", test, green.Took[test], stock.Took[test])
	}
	return b.String()
}

// pair runs stock and green once each. Which goes first changes, since the
// first may find colder caches.
func (r *Runner) pair(ctx context.Context, j *Job, greenFirst bool, only string) (stock, green *Result, err error) {
	if greenFirst {
		if green, err = r.run(ctx, j, r.Green, r.timeout(0), only); err != nil {
			return nil, nil, err
		}
	}
	if stock, err = r.run(ctx, j, r.Stock, r.timeout(0), only); err != nil {
		return nil, nil, err
	}
	if !greenFirst {
		green, err = r.run(ctx, j, r.Green, r.timeout(stock.Elapsed), only)
	}
	return stock, green, err
}

// judgeKnown runs the tests of the table one at a time and adds to v what they
// show: a test there that passes is an error.
func (r *Runner) judgeKnown(ctx context.Context, v *Verdict, alone []KnownTest) error {
	for _, e := range alone {
		stock, err := r.run(ctx, v.Job, r.Stock, r.timeout(0), exactly(e.Test))
		if err != nil {
			return err
		}
		if o := stock.Outcome(e.Test); o != Pass {
			// With one processor or many, stock may leave it out as well.
			if v.Procs == 0 && o == Absent {
				v.Failures = append(v.Failures, fmt.Sprintf("%s: stock has no such test: remove the entry", e.Test))
			} else {
				v.note("%s: %s in stock, known: %s", e.Test, o, e.Class)
			}
			continue
		}
		green, runs, err := r.runKnown(ctx, v.Job, e, knownTimeout+2*stock.Elapsed)
		if err != nil {
			return err
		}
		o := green.Outcome(e.Test)
		switch {
		case o != Pass && runs > 1:
			v.note("%s: %s in run %d of green, known: %s: %s", e.Test, o, runs, e.Class, e.Reason)
		case o != Pass:
			v.note("%s: %s in green (%s), known: %s: %s", e.Test, o, cmp.Or(green.Exit, "exit status 0"), e.Class, e.Reason)
		case v.Procs == 0:
			v.Failures = append(v.Failures, fmt.Sprintf("%s: passes: remove the entry", e.Test))
		default:
			// It must differ with the machine's number, and may with others.
			v.note("%s: passes, known: %s", e.Test, e.Class)
		}
	}
	return nil
}

// runKnown runs the test of one entry green: once, or, if chance decides, until it
// does not pass, chanceRuns times at most. It returns the last run and how many
// there were.
func (r *Runner) runKnown(ctx context.Context, j *Job, e KnownTest, timeout time.Duration) (green *Result, runs int, err error) {
	most := 1
	if e.Class == classChance {
		most = chanceRuns
	}
	for runs < most {
		if green, err = r.run(ctx, j, r.Green, timeout, exactly(e.Test)); err != nil {
			return nil, runs, err
		}
		if runs++; green.Outcome(e.Test) != Pass {
			break
		}
	}
	return green, runs, nil
}

// knownTimeout is what a test of the table may take beyond stock's time: most
// that are there because they hang need all of it.
const knownTimeout = 20 * time.Second

// judgePair adds to v what one pair of runs of j shows.
func (r *Runner) judgePair(ctx context.Context, v *Verdict, j *Job, stock, green *Result) error {
	if len(stock.Tests) == 0 {
		v.Failures = append(v.Failures, "stock ran no test: see "+stock.Log)
		return nil
	}
	for _, name := range sorted(stock.Tests) {
		if o := stock.Tests[name]; o.bad() {
			v.note("%s: %s in stock, %s in green", name, o, green.Outcome(name))
		}
	}
	var unknown []Difference
	for _, d := range compare(stock, green) {
		// Without -test.run the suite ran without them.
		if e, ok := r.Known.differs(v.Package, d.Test); ok && v.Run != "" {
			v.note("%s: %s in green, known: %s: %s", d.Test, d.Green, e.Class, e.Reason)
			continue
		}
		unknown = append(unknown, d)
	}
	// With one processor or many, a test may well be quick.
	if v.Run == "" && v.Procs == 0 && v.Stock == stock {
		v.Failures = append(v.Failures, r.Known.notSlow(v.Package, stock, green, r.Limit > 0)...)
	}

	flakes, failures, err := r.excuse(ctx, j, leaves(unknown), stock.Elapsed)
	if err != nil {
		return err
	}
	v.Notes = append(v.Notes, flakes...)
	const most = 10
	for i, d := range failures {
		if i == most {
			v.Failures = append(v.Failures, fmt.Sprintf("and %d more", len(failures)-most))
			break
		}
		v.Failures = append(v.Failures, fmt.Sprintf("%s: %s in stock, %s in green: see %s", d.Test, d.Stock, d.Green, green.Log))
	}
	// A binary may fail with every test passed: a panic behind the last one, a
	// race, a hang at exit. Exit status 1 is what failed tests lead to.
	failed := slices.ContainsFunc(slices.Collect(maps.Values(green.Tests)), Outcome.bad)
	if green.Exit != "" && green.Exit != stock.Exit && !(failed && green.Exit == "exit status 1") {
		v.Failures = append(v.Failures, fmt.Sprintf("green binary ended with %s: see %s", green.Exit, green.Log))
	}
	return nil
}

// rerunBudget bounds what a verdict spends on excuses.
const rerunBudget = 2 * time.Minute

// excuse splits the differences into those that stock, run again, shows as
// well, and the failures. Green does not run again.
func (r *Runner) excuse(ctx context.Context, j *Job, diffs []Difference, once time.Duration) (flakes []string, failures []Difference, err error) {
	if len(diffs) == 0 {
		return nil, nil, nil
	}
	type count struct{ runs, bad int }
	counts := make(map[string]*count)
	for _, d := range diffs {
		counts[d.Test] = new(count)
	}
	tally := func(test string, res *Result) {
		for _, d := range diffs {
			if test == "" || d.Test == test {
				counts[d.Test].runs++
				if d.excusedBy(res.Outcome(d.Test)) {
					counts[d.Test].bad++
				}
			}
		}
	}
	began := time.Now()
	for i := range r.WholeReruns {
		if i > 0 && time.Since(began)+once > rerunBudget {
			break
		}
		res, err := r.run(ctx, j, r.Stock, r.timeout(0), "")
		if err != nil {
			return nil, nil, err
		}
		tally("", res)
	}
	for _, d := range diffs {
		for range r.AloneReruns {
			if counts[d.Test].bad > 0 || time.Since(began) > rerunBudget {
				break
			}
			res, err := r.run(ctx, j, r.Stock, r.timeout(0), exactly(d.Test))
			if err != nil {
				return nil, nil, err
			}
			tally(d.Test, res)
		}
	}
	for _, d := range diffs {
		c := counts[d.Test]
		if c.bad == 0 {
			failures = append(failures, d)
			continue
		}
		flakes = append(flakes, fmt.Sprintf("%s: %s in green, and no better in %d of %d further runs of stock: the suite's own flake",
			d.Test, d.Green, c.bad, c.runs))
	}
	return flakes, failures, nil
}

// skipping returns the -test.skip pattern for what skip matches and tests.
func skipping(skip string, tests []KnownTest) string {
	var patterns []string
	if skip != "" {
		patterns = append(patterns, skip)
	}
	for _, e := range tests {
		patterns = append(patterns, exactly(e.Test))
	}
	return strings.Join(patterns, "|")
}

// exactly returns the -test.run pattern of one test or subtest.
func exactly(test string) string {
	var b strings.Builder
	for i, part := range strings.Split(test, "/") {
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString("^" + regexp.QuoteMeta(part) + "$")
	}
	return b.String()
}
