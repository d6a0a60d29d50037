package main

import "context"

var vetVerb = &verb{
	name:  "vet",
	usage: "[-patch=list] [-q] [build flags] [-vettool prog] [vet flags] [packages]",
	short: "report likely mistakes, as go vet does",
	long: `
Vet does what go vet does, against the green standard library and with the
build tag "greenify" set, so that it sees the files that a green build sees.
`,
	run: func(ctx context.Context, l *line) error { return l.execGo(ctx) },
}
