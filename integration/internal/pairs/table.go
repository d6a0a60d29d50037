package pairs

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A Table is what a benchmark has to say. It is printed line by line, as they come, and
// kept when it is complete. The zero value is empty.
type Table struct{ text strings.Builder }

// Add prints something.
func (t *Table) Add(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	fmt.Print(text)
	t.text.WriteString(text)
}

// End says how busy the machine is now. With keep it then replaces what is between the
// marks of the make target in docs/performance.md, below root.
func (t *Table) End(root, target string, keep bool) error {
	t.Add("\nAt the end: %s.\n", Load())
	if !keep {
		return nil
	}
	return Write(filepath.Join(root, "docs", "performance.md"), target, t.text.String())
}

// Choose returns the rows of a table that have one of the names, which are separated by
// commas and say the order, or the whole table if there are no names.
func Choose[R any](table []R, names string, name func(R) string) ([]R, error) {
	if names == "" {
		return table, nil
	}
	var rows []R
	for wanted := range strings.SplitSeq(names, ",") {
		n := len(rows)
		var known []string
		for _, r := range table {
			if name(r) == wanted {
				rows = append(rows, r)
			}
			if !slices.Contains(known, name(r)) {
				known = append(known, name(r))
			}
		}
		if len(rows) == n {
			return nil, fmt.Errorf("-rows: no row is called %q; there are %s", wanted, strings.Join(known, ", "))
		}
	}
	return rows, nil
}

// Pass says whether a target was met.
func Pass(ok bool) string {
	if ok {
		return "pass"
	}
	return "**miss**"
}
