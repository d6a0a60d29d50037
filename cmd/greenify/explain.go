package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-greenify/greenify/rewrite/check/reason"
	"github.com/go-greenify/greenify/rewrite/check/show"
)

var explainVerb = &verb{
	name:  "explain",
	usage: "[ID ...]",
	short: "explain what greenify check finds",
	long: `
Explain says what a finding of greenify check means, why it is one and what to
do about it. Without an ID it lists them all.
`,
	own: []string{},
	run: runExplain,
}

func runExplain(ctx context.Context, l *line) error {
	if len(l.rest) == 0 {
		var list strings.Builder
		for _, r := range reason.All {
			fmt.Fprintf(&list, "%s  %s\n", r.ID, r.Title)
		}
		_, err := io.WriteString(os.Stdout, list.String())
		return err
	}
	for i, id := range l.rest {
		r := reason.Find(id)
		if r == nil {
			return &usageError{
				what: "greenify explain " + id + ": unknown ID",
				next: "run 'greenify explain' for the list",
			}
		}
		if i > 0 {
			if _, err := fmt.Println(); err != nil {
				return err
			}
		}
		if err := show.Explain(os.Stdout, r); err != nil {
			return err
		}
	}
	return nil
}
