package show

import (
	"fmt"
	"io"
	"strings"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Markdown writes the section of the documentation about each reason.
func Markdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| ID | finding | makes its package | since |\n| --- | --- | --- | --- |\n")
	for _, r := range reason.All {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %v | %s |\n", r.ID, strings.ToLower(r.ID), r.Title, effect(r), r.Since)
	}
	for _, r := range reason.All {
		fmt.Fprintf(&b, "\n### %s\n\n**%s.** %s\n\n%s\n", r.ID, strings.ToUpper(r.Title[:1])+r.Title[1:], r.Why, r.Fix)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Explain writes what 'greenify explain' says about a reason.
func Explain(w io.Writer, r *reason.Reason) error {
	_, err := fmt.Fprintf(w, "%s: %s\n\n%s\n\n%s\n\nIt makes its package %s. Since greenify %s. %s\n", r.ID, r.Title, r.Why, r.Fix, effect(r), r.Since, r.URL())
	return err
}

// effect says what a finding makes of its package.
func effect(r *reason.Reason) string {
	if r.Class == reason.Green {
		return "no worse than green"
	}
	return r.Class.String()
}
