package main

import (
	"context"
	"fmt"

	"github.com/go-greenify/greenify/rewrite"
)

var cleanVerb = &verb{
	name:  "clean",
	usage: "[-n] [-v]",
	short: "remove the cached green GOROOTs",
	long: `
Clean removes every green GOROOT that greenify has made for this user. The next
build makes the one that it needs again, in a few seconds. What was compiled
stays in the go command's build cache; 'go clean -cache' removes that.

	-n	print what would be removed, and remove nothing
	-v	print what is removed
`,
	own:   []string{"n", "v"},
	alone: true,
	run:   runClean,
}

func runClean(ctx context.Context, l *line) error {
	cfg := new(rewrite.Config)
	if l.dryRun || l.verbose {
		roots, err := rewrite.Cached(cfg)
		if err != nil {
			return err
		}
		for _, root := range roots {
			if _, err := fmt.Println(root.Dir); err != nil {
				return err
			}
		}
	}
	if l.dryRun {
		return nil
	}
	return rewrite.Clean(cfg)
}
