package main

import "context"

var testVerb = &verb{
	name:  "test",
	usage: "[-patch=list] [-q] [build/test flags] [packages] [build/test flags & test binary flags]",
	short: "test packages with the green standard library",
	long: `
Test does what go test does, with a standard library in which every goroutine
is a greenlet: tests, parallel subtests, examples, fuzz targets and benchmarks.
Packages of the standard library can be tested as well: greenify test net/http
tests the green one.

Every flag of go test works as it does there, also behind the packages, among
them -run, -bench, -count, -race, -cover, -coverpkg, -json, -exec and -args.
-patch and -q stand before the packages; what stands behind them belongs to
go test and the test binary.

The exit code is that of go test; 2 if greenify could not do its part.
`,
	run: func(ctx context.Context, l *line) error { return l.execGo(ctx) },
}
