package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/go-greenify/greenify/rewrite/check"
	"github.com/go-greenify/greenify/rewrite/check/reason"
	"github.com/go-greenify/greenify/rewrite/check/show"
)

var checkVerb = &verb{
	name:  "check",
	usage: "[-test] [-why pkg|func] [-allow file] [-fail-on verdict] [-json|-sarif] [-o file [-verify]] [-html file] [build flags] [packages]",
	short: "report which packages can hold a hub, and why",
	long: `
Check looks at every package that the named ones link, and reports what in it
does not become green by a green standard library: raw system calls that wait,
assembly that enters the kernel, loops that spin, and more. 'greenify explain'
lists it all. Only code that the named main packages can reach counts; of a
package that none of them links, everything does.

Each package gets a verdict:

	green         its waits switch to another greenlet
	offloaded     it waits in calls that leave the hub, which goes on
	thread-bound  it locks goroutines to threads; these stay away from the hub
	not green     it can hold the hub
	unknown       it did not load; counts as not green

The exit code is 0 if everything is green or offloaded, 1 if something is worse
or the report is stale, 2 if the packages could not be checked, or the command line
or the file of -allow is wrong.

	-test
		the tests of the packages decide what is reached
	-why pkg|func
		print the calls that lead to each finding of a package or function,
		why it is one, and what to do about it
	-allow file
		a file of accepted findings, which do not count. A line has an ID,
		a package or function, and behind # why that is all right. A line
		that accepts nothing is an error.
	-fail-on verdict
		the mildest verdict that gives exit code 1: offloaded, thread-bound
		(the default) or not-green
	-json, -sarif
		print the report as JSON (docs/check.schema.json) or SARIF 2.1.0
	-o file
		write the report to a file, as JSON unless -sarif is given, in
		addition to the text. It is the same on each machine, so that
		it can be committed.
	-verify
		with -o: write nothing, and fail if the file is stale
	-html file
		write the report as a page that needs nothing else
	-v
		show notes, which change no verdict, and each step

Flags that decide what is built, such as -tags, -mod and -C, work as in go build,
but for -overlay, which is refused. A program in which nothing has changed is not
looked at again.

The call graph comes from the types (RTA): it has every call that is possible,
and some that are not. It does not see calls by assembly, or into plugins; what a
linkname or an export to C names counts as reached. Nothing is measured.
`,
	own: []string{"test", "json", "sarif", "verify", "html", "why", "allow", "fail-on", "o", "C", "v",
		"tags", "mod", "modfile", "overlay", "race", "msan", "asan", "modcacherw", "buildmode", "compiler", "installsuffix"},
	values: []string{"html", "why", "allow", "fail-on", "o"},
	run:    runCheck,
}

// memory bounds the heap of a check. Without it the collector would let garbage
// grow as large as the program's syntax and types, which are about 1.3 GB for
// 800 packages.
const memory = 1500 << 20

func runCheck(ctx context.Context, l *line) error {
	if err := l.compatible(); err != nil {
		return err
	}
	limit, err := failOn(l.flags["fail-on"])
	if err != nil {
		return err
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(memory))
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	report, err := l.checked(ctx)
	if err != nil {
		return err
	}
	if file := l.flags["allow"]; file != "" {
		if err := report.Allow(l.path(file)); err != nil {
			return err
		}
	}
	if err := l.write(report); err != nil {
		return err
	}
	if report.Verdict >= limit {
		return errVerdict
	}
	return nil
}

// checked makes the report.
func (l *line) checked(ctx context.Context) (*check.Report, error) {
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
	patterns := slices.DeleteFunc(slices.Clone(l.rest), func(s string) bool { return s == "--" })
	return check.Run(ctx, cfg, tc, &check.Options{Patterns: patterns, Tests: l.on("test")})
}

// failOn reads the value of -fail-on.
func failOn(value string) (reason.Class, error) {
	switch value {
	case "", "thread-bound":
		return reason.ThreadBound, nil
	case "offloaded":
		return reason.Offloaded, nil
	case "not-green":
		return reason.NotGreen, nil
	}
	return 0, &usageError{
		what: "-fail-on=" + value + ": unknown verdict",
		next: "use offloaded, thread-bound or not-green",
	}
}

// compatible refuses flags that contradict each other.
func (l *line) compatible() error {
	for _, name := range l.verb.values {
		if value, set := l.flags[name]; set && value == "" {
			return &usageError{"-" + name + " needs a value", "run 'greenify help check' for usage"}
		}
	}
	switch {
	case l.on("verify") && l.flags["o"] == "":
		return &usageError{"-verify needs the report to verify", "add -o file"}
	case l.json && l.on("sarif"):
		return &usageError{"-json and -sarif exclude each other", "choose one, or run check twice: the second run is fast"}
	}
	return nil
}

// on reports whether a boolean flag is set.
func (l *line) on(name string) bool {
	v, ok := l.flags[name]
	return ok && v != "false" && v != "0"
}

// path is a file's name as the user means it: -C changes the directory first.
func (l *line) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(l.dir, name)
}

// write writes the report in every form that was asked for.
func (l *line) write(r *check.Report) error {
	machine := show.JSON
	if l.on("sarif") {
		machine = show.SARIF
	}
	if file := l.flags["html"]; file != "" {
		if err := writeFile(l.path(file), func(w io.Writer) error { return show.HTML(w, r) }); err != nil {
			return err
		}
	}
	file := l.flags["o"]
	if file != "" {
		if err := l.writeReport(l.path(file), r, machine); err != nil {
			return err
		}
	}
	text := show.TextOptions{Colour: isTerminal(os.Stdout) && os.Getenv("NO_COLOR") == "", Notes: l.verbose}
	if where := l.flags["why"]; where != "" {
		found, err := show.Why(os.Stdout, r, where, text)
		if err == nil && !found {
			err = l.nothing(r, where)
		}
		return err
	}
	if file == "" && (l.json || l.on("sarif")) {
		return machine(os.Stdout, r)
	}
	return show.Text(os.Stdout, r, text)
}

// nothing is the answer to -why about a place that has no finding.
func (l *line) nothing(r *check.Report, where string) error {
	for _, p := range r.Packages {
		if p.Path == where || strings.HasPrefix(where, p.Path+".") || strings.Contains(where, p.Path+".") {
			text := where + ": nothing was found in code that is reached"
			if places := functions(r, p.Path); where != p.Path && len(places) > 0 {
				text += "; in " + p.Path + " there are findings in " + strings.Join(places, ", ")
			}
			_, err := fmt.Println(text)
			return err
		}
	}
	return &usageError{
		what: "-why=" + where + ": the program has no such package, and no such function in its report",
		next: "write it as the report does, as in example.com/pkg or (*example.com/pkg.T).Method",
	}
}

// functions returns the functions of a package that have findings.
func functions(r *check.Report, pkg string) []string {
	var list []string
	for _, f := range r.Findings {
		if f.Package == pkg && f.Function != "" {
			list = append(list, f.Function)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// writeReport writes the report to a file, or compares it with what is there.
func (l *line) writeReport(name string, r *check.Report, form func(io.Writer, *check.Report) error) error {
	if !l.on("verify") {
		return writeFile(name, func(w io.Writer) error { return form(w, r) })
	}
	var want bytes.Buffer
	if err := form(&want, r); err != nil {
		return err
	}
	have, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &staleError{name, "is not there"}
	}
	if err != nil {
		return err
	}
	if !bytes.Equal(have, want.Bytes()) {
		return &staleError{name, "is stale"}
	}
	return nil
}

// writeFile writes a file as a whole or not at all.
func writeFile(name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return os.WriteFile(name, b.Bytes(), 0o666)
}
