package figures

import (
	"fmt"
	"strings"
)

// A Table is what a benchmark has to say. It is printed line by line, as they come, and
// kept when it is complete. The zero value is empty.
type Table struct{ text strings.Builder }

// Add appends text, and prints it at once.
func (t *Table) Add(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	fmt.Print(text)
	t.text.WriteString(text)
}

// AddRows measures the rows one after the other and adds their lines.
func AddRows[R any](t *Table, rows []R, measure func(R) (line string, err error)) error {
	for _, r := range rows {
		line, err := measure(r)
		if err != nil {
			return err
		}
		t.Add("%s", line)
	}
	return nil
}

// End says how busy the machine is now. With keep it then replaces the block of the make
// target in the site's docs/performance.md.
func (t *Table) End(s Site, target string, keep bool) error {
	t.Add("\nAt the end: %s.\n", Load())
	if !keep {
		return nil
	}
	return Write(s.File(), target, t.String())
}

// String returns all that was added.
func (t *Table) String() string { return t.text.String() }

// Pass says whether a target was met.
func Pass(ok bool) string {
	if ok {
		return "pass"
	}
	return "**miss**"
}
