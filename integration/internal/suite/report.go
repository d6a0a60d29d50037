package suite

import (
	"fmt"
	"io"
)

// A Table prints verdicts as rows while they come, and what is wrong at the
// end, where it is not scrolled away.
type Table struct {
	w        io.Writer
	verdicts []*Verdict
}

// NewTable prints the heading.
func NewTable(w io.Writer) *Table {
	fmt.Fprintf(w, "%-44s %23s %17s %6s\n", "", "passed (subtests)", "seconds", "")
	fmt.Fprintf(w, "%-44s %11s %11s %8s %8s %6s\n", "package", "stock", "green", "stock", "green", "ratio")
	return &Table{w: w}
}

// Add prints a row.
func (t *Table) Add(v *Verdict) {
	t.verdicts = append(t.verdicts, v)
	mark := ""
	switch {
	case len(v.Failures) > 0:
		mark = "  FAIL"
	case len(v.Pairs) > 1:
		mark = fmt.Sprintf("  %d pairs", len(v.Pairs))
	}
	p, ratio := v.Time()
	fmt.Fprintf(t.w, "%-44s %11s %11s %8.2f %8.2f %6.2f%s\n", v.Job,
		passes(v.Stock), passes(v.Green), p.Stock.Seconds(), p.Green.Seconds(), ratio, mark)
}

// passes prints top-level passes and, if there are more, those with subtests.
func passes(r *Result) string {
	top, all := r.Passes()
	if all == top {
		return fmt.Sprint(top)
	}
	return fmt.Sprintf("%d (%d)", top, all)
}

// Close prints the sums, the notes and the failures. It returns an error if
// there are failures.
func (t *Table) Close() error {
	var stock, green float64
	var passed, wanted, failed int
	for _, v := range t.verdicts {
		p, _ := v.Time()
		stock += p.Stock.Seconds()
		green += p.Green.Seconds()
		n, _ := v.Stock.Passes()
		wanted += n
		n, _ = v.Green.Passes()
		passed += n
		if len(v.Failures) > 0 {
			failed++
		}
	}
	if len(t.verdicts) > 1 {
		fmt.Fprintf(t.w, "%-44s %11d %11d %8.2f %8.2f %6.2f\n", "all", wanted, passed, stock, green, green/stock)
	}
	t.list("notes", func(v *Verdict) []string { return v.Notes })
	t.list("failures", func(v *Verdict) []string { return v.Failures })
	if failed > 0 {
		return fmt.Errorf("%d of %d suites differ from stock", failed, len(t.verdicts))
	}
	return nil
}

func (t *Table) list(title string, of func(*Verdict) []string) {
	for _, v := range t.verdicts {
		for _, line := range of(v) {
			if title != "" {
				fmt.Fprintf(t.w, "\n%s:\n", title)
				title = ""
			}
			fmt.Fprintf(t.w, "  %s: %s\n", v.Job, line)
		}
	}
}
