package main

import (
	"bufio"
	"context"
	"os"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/go-greenify/greenify/rewrite"
)

var diffVerb = &verb{
	name:  "diff",
	usage: "[-C dir] [-patch=list] [-q]",
	short: "show what greenify changes in the standard library",
	long: `
Diff prints a unified diff of every file of the standard library that greenify
rewrites or adds. Paths are relative to GOROOT, so that

	greenify diff | patch -p1

in a copy of GOROOT has the same result as greenify. Nothing is built.
`,
	own: []string{"C", "v"},
	run: runDiff,
}

func runDiff(ctx context.Context, l *line) error {
	plan, err := l.plan(ctx)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(os.Stdout)
	for _, f := range plan.Files {
		name := "src/" + f.Path
		from := "a/" + name
		if f.Old == nil {
			from = os.DevNull
		}
		w.Write(diff.Diff(from, f.Old, "b/"+name, f.New))
	}
	return w.Flush()
}

// plan applies the chosen patches in memory.
func (l *line) plan(ctx context.Context) (*rewrite.Plan, error) {
	p := newProgress(l)
	defer p.last("")
	cfg, err := l.config(p)
	if err != nil {
		return nil, err
	}
	tc, err := target(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return rewrite.NewPlan(ctx, cfg, tc)
}
