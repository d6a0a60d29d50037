package figures

import (
	"flag"
	"fmt"
	"slices"
	"strings"
)

// Rows defines the flag -rows, whose value is for Choose. It chooses some of what is named
// by kind, in the plural.
func Rows(kind string) *string {
	return flag.String("rows", "", "comma-separated "+kind+" to measure instead of all")
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
