package main

import "context"

var runVerb = &verb{
	name:  "run",
	usage: "[-patch=list] [-q] [build flags] [-exec xprog] package [arguments...]",
	short: "compile and run a program with the green standard library",
	long: `
Run does what go run does, with a standard library in which every goroutine is
a greenlet. The arguments behind the package go to the program untouched.

Flags, the tag and the first build are as for 'greenify build'. Signals and
the exit code are those of go run.

The environment variable GREENRT steers the program; see 'greenify help
settings'. GREENRT=off=1 runs the same program as stock Go.
`,
	run: func(ctx context.Context, l *line) error { return l.execGo(ctx) },
}
