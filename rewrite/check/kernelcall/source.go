package kernelcall

import "embed"

// Source is the source of this package, of which the names of what a green build
// compiles are made: see package standin.
//
//go:embed *.go
var Source embed.FS
