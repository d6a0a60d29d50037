package check

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Allow reads a file of accepted findings and marks them in r, whose verdicts are
// judged anew. A line is
//
//	GR1201 example.com/pkg.Function   # why this is all right
//
// with the ID, and the function as reports name it or the package alone, for
// all that it has of that ID. An entry that accepts nothing is an error: either
// it is misspelt, or what it accepted is gone, and then it should go as well.
func (r *Report) Allow(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var errs []error
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		entry, comment, _ := strings.Cut(line, "#")
		f := strings.Fields(entry)
		if len(f) == 0 {
			continue
		}
		bad := func(what string) { errs = append(errs, fmt.Errorf("%s:%d: %s", name, n, what)) }
		if len(f) != 2 {
			bad("want an ID and a package or function, as in: GR1201 example.com/pkg # why")
			continue
		}
		if reason.Find(f[0]) == nil {
			bad("unknown ID " + f[0] + ": 'greenify explain' lists them")
			continue
		}
		if r.accept(f[0], f[1], strings.TrimSpace(comment)) == 0 {
			bad(fmt.Sprintf("stale: %s has no finding %s any more: remove the line", f[1], f[0]))
		}
	}
	r.judge()
	return errors.Join(errs...)
}

// accept marks the findings of an ID in a package or function.
func (r *Report) accept(id, where, comment string) (n int) {
	if comment == "" {
		comment = "yes"
	}
	for _, f := range r.Findings {
		if strings.EqualFold(f.ID, id) && (f.Package == where || f.Function == where) {
			f.Accepted = comment
			n++
		}
	}
	return n
}
