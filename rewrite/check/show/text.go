package show

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/go-greenify/greenify/rewrite/check"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// TextOptions say how Text looks.
type TextOptions struct {
	Colour bool
	Notes  bool // also findings that change no verdict
}

// colours of verdicts on a terminal.
var colours = map[reason.Class]string{
	reason.Green: "32", reason.Offloaded: "36", reason.ThreadBound: "33", reason.NotGreen: "31", reason.Unknown: "35",
}

func (o *TextOptions) paint(c reason.Class, text string) string {
	if !o.Colour {
		return text
	}
	return "\x1b[" + colours[c] + "m" + text + "\x1b[0m"
}

// Text writes findings in the manner of compilers, then a table of the packages
// that have a verdict other than green, then a line about the whole.
func Text(w io.Writer, r *check.Report, o TextOptions) error {
	b := bufio.NewWriter(w)
	notes, accepted := 0, 0
	for _, f := range r.Findings {
		switch {
		case f.Accepted != "":
			accepted++
		case f.Class == reason.Green && !o.Notes:
			notes++
		default:
			fmt.Fprintf(b, "%s: %s\n", f.Position(), o.paint(f.Class, f.Message))
		}
	}
	if b.Buffered() > 0 {
		fmt.Fprintln(b)
	}
	table(b, r, &o)
	fmt.Fprintln(b, o.paint(r.Verdict, r.Summary))
	more := func(n int, what string) {
		if n > 0 {
			fmt.Fprintf(b, "%d %s\n", n, what)
		}
	}
	more(accepted, "accepted")
	more(r.Unreached, "more in code that is not reached")
	if notes == 1 {
		more(notes, "note, which -v shows")
	} else {
		more(notes, "notes, which -v shows")
	}
	return b.Flush()
}

// table writes the packages that are not plainly green.
func table(w io.Writer, r *check.Report, o *TextOptions) {
	tw := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	any := false
	for _, p := range r.Packages {
		if p.Verdict == reason.Green {
			continue
		}
		if !any {
			fmt.Fprintln(tw, "PACKAGE\tFINDINGS\tVERDICT")
			any = true
		}
		// Colour comes last in the line: the tabwriter counts its bytes.
		fmt.Fprintf(tw, "%s\t%d\t%s\n", p.Path, p.Findings, o.paint(p.Verdict, p.Verdict.String()))
	}
	if any {
		fmt.Fprintln(tw)
	}
	tw.Flush()
}

// JSON writes the report by its schema.
func JSON(w io.Writer, r *check.Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "\t")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// Why writes, for each finding of a package or function, the calls that lead
// there, why it is one, and what to do. It reports whether there was any.
func Why(w io.Writer, r *check.Report, where string, o TextOptions) (bool, error) {
	b := bufio.NewWriter(w)
	found := false
	for _, f := range r.Findings {
		if f.Package != where && f.Function != where {
			continue
		}
		if found {
			fmt.Fprintln(b)
		}
		found = true
		fmt.Fprintf(b, "%s: %s\n", f.Position(), o.paint(f.Class, f.Message))
		for i, frame := range f.Path {
			at := ""
			if frame.File != "" {
				at = fmt.Sprintf(" (called at %s:%d)", frame.File, frame.Line)
			}
			fmt.Fprintf(b, "\t%s%s%s\n", strings.Repeat("  ", min(i, 20)), frame.Function, at)
		}
		if len(f.Path) == 0 && f.Function != "" && r.Incomplete {
			fmt.Fprintln(b, "\tno path is known, since some package did not load")
		}
		if why := reason.Find(f.ID); why != nil {
			fmt.Fprintf(b, "\twhy: %s\n\tfix: %s\n", why.Why, why.Fix)
		}
		if f.Accepted != "" {
			fmt.Fprintf(b, "\taccepted: %s\n", f.Accepted)
		}
	}
	return found, b.Flush()
}
