package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

var envVerb = &verb{
	name:  "env",
	usage: "[-json] [-C dir] [-patch=list] [-q] [var ...]",
	short: "print the environment in which the plain go command is green",
	long: `
Env prints the environment variables with which the go command, and every tool
that calls it, builds, tests and vets green. In a shell:

	eval "$(greenify env)"
	go test ./...

An editor or a debugger takes the same variables. With -json they are printed
as a JSON object. Given names, env prints the values of these variables, each
on its own line:

	"$(greenify env GOROOT)/bin/go" version

That Go builds for linux/amd64 only. For another GOOS or GOARCH it ends with an
error that names the Go which can.

-C asks for the target in another directory: a go.mod there may call for
another Go release.
`,
	own: []string{"json", "C", "v"},
	run: runEnv,
}

func runEnv(ctx context.Context, l *line) error {
	g, err := l.green(ctx)
	if err != nil {
		return err
	}
	vars := changed(os.Environ(), g.env)
	names := make([]string, 0, len(vars))
	for name := range vars {
		names = append(names, name)
	}
	slices.Sort(names)

	var out bytes.Buffer
	switch {
	case len(l.rest) > 0:
		for _, name := range l.rest {
			fmt.Fprintln(&out, vars[name])
		}
	case l.json:
		text, err := json.MarshalIndent(vars, "", "\t")
		if err != nil {
			return err
		}
		fmt.Fprintf(&out, "%s\n", text)
	default:
		for _, name := range names {
			fmt.Fprintf(&out, "export %s=%s\n", name, shellQuote(vars[name]))
		}
	}
	_, err = out.WriteTo(os.Stdout)
	return err
}

// alwaysPrinted are the variables that env prints even if they have the right
// value already: the shell that reads them may be another one.
var alwaysPrinted = []string{"GOROOT", "GOTOOLCHAIN", "GOFLAGS", "PATH"}

// changed returns the variables that the environment next sets and base does
// not, or sets differently, and those that are always printed.
func changed(base, next []string) map[string]string {
	old := make(map[string]string)
	for _, kv := range base {
		name, value, _ := strings.Cut(kv, "=")
		old[name] = value
	}
	vars := make(map[string]string)
	for _, kv := range next {
		name, value, _ := strings.Cut(kv, "=")
		vars[name] = value
	}
	for name, value := range old {
		if v, ok := vars[name]; ok && v == value && !slices.Contains(alwaysPrinted, name) {
			delete(vars, name)
		}
	}
	return vars
}

// shellQuote quotes s for a POSIX shell, in which nothing but the quote itself
// is special between single quotes.
func shellQuote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
