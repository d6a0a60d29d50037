package main

import "context"

var buildVerb = &verb{
	name:  "build",
	usage: "[-patch=list] [-q] [build flags] [packages]",
	short: "compile packages with the green standard library",
	long: `
Build does what go build does, with a standard library in which every
goroutine is a greenlet. Without a verb greenify builds: "greenify ./pkg" is
"greenify build ./pkg".

Every flag of go build works as it does there, among them -o, -race, -tags,
-ldflags, -gcflags, -cover, -trimpath, -C, -mod, -modfile, -overlay and -pgo.
Two flags are greenify's own. They stand before the packages:

	-patch list
		the patches to apply, separated by commas: "all" (the default),
		names, or -name to leave one out, as in -patch=all,-dns.
		See 'greenify help patches'.
	-q
		say nothing about what takes long.

The build tag "greenify" is set in addition to those that -tags or GOFLAGS set.
The first build for a Go release compiles its standard library once more,
which takes about half a minute; afterwards it is in the build cache.

The exit code is that of go build; 2 if greenify could not do its part.
Nothing is written to the source tree, go.mod or go.sum that go build would
not write.

See also: greenify run, greenify test.
`,
	run: func(ctx context.Context, l *line) error { return l.execGo(ctx) },
}
