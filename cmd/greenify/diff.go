package main

import (
	"bufio"
	"context"
	"os"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/go-greenify/greenify/rewrite"
	"github.com/go-greenify/greenify/rewrite/check"
)

var diffVerb = &verb{
	name:  "diff",
	usage: "[-patch=list] [-q] [build flags] [packages]",
	short: "show what greenify changes in the standard library, or in packages",
	long: `
Diff prints a unified diff of every file of the standard library that greenify
rewrites or adds. Paths are relative to GOROOT, so that

	greenify diff | patch -p1

in a copy of GOROOT has the same result as greenify. Nothing is built.

With packages it prints what a green build changes in them and in what they link,
the standard library aside: raw system calls that are made to leave the hub, and
functions marked with a directive (see 'greenify help directives'). Their files
are only compiled in this form; the names are those of 'greenify check'.

Flags that decide what is built, such as -tags, -mod and -C, work as in go build,
but for -overlay with packages, which is refused.
`,
	own: []string{"C", "v", "tags", "mod", "modfile", "overlay", "race", "msan", "asan", "modcacherw", "buildmode", "compiler", "installsuffix"},
	run: runDiff,
}

func runDiff(ctx context.Context, l *line) error {
	p := newProgress(l)
	defer p.last("")
	cfg, err := l.config(p)
	if err != nil {
		return err
	}
	tc, err := target(ctx, cfg)
	if err != nil {
		return err
	}
	if len(l.rest) > 0 {
		return diffPackages(ctx, cfg, tc, l.rest)
	}
	plan, err := rewrite.NewPlan(ctx, cfg, tc)
	if err != nil {
		return err
	}
	p.last("")
	w := bufio.NewWriter(os.Stdout)
	for _, f := range plan.Files {
		printDiff(w, "src/"+f.Path, f.Old, f.New)
	}
	return w.Flush()
}

func diffPackages(ctx context.Context, cfg *rewrite.Config, tc *rewrite.Toolchain, patterns []string) error {
	if patterns[0] == "--" {
		patterns = patterns[1:]
	}
	changes, err := check.Changes(ctx, cfg, tc, patterns)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(os.Stdout)
	for _, c := range changes {
		printDiff(w, c.Name, c.Old, c.New)
	}
	return w.Flush()
}

// printDiff prints the difference of a file; one that is added has no old text.
func printDiff(w *bufio.Writer, name string, old, new []byte) {
	from := "a/" + name
	if old == nil {
		from = os.DevNull
	}
	w.Write(diff.Diff(from, old, "b/"+name, new))
}
