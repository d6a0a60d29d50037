package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/go-greenify/greenify/rewrite"
	"github.com/go-greenify/greenify/rewrite/patch"
)

var versionVerb = &verb{
	name:  "version",
	usage: "[-C dir]",
	short: "print greenify's version and the Go that it would use",
	long: `
Version prints the version of greenify, the Go releases and targets that it
supports, and the Go that would build the package in the current directory or,
with -C, in another one.
`,
	own:   []string{"C"},
	alone: true,
	run:   runVersion,
}

func runVersion(ctx context.Context, l *line) error {
	_, err := fmt.Printf("greenify %s\nsupports %s.x on linux/amd64 (tested with %s)\n", ownVersion(), patch.Release, patch.Tested)
	if err != nil {
		return err
	}
	tc, err := rewrite.FindToolchain(ctx, &rewrite.Config{Dir: l.dir, Env: os.Environ()})
	if err != nil {
		return err
	}
	_, err = fmt.Printf("uses %s %s/%s in %s\n", tc.Version, tc.GOOS, tc.GOARCH, tc.GOROOT)
	return err
}

// ownVersion is the module's version, or the commit of a build from a
// checkout.
func ownVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	version := info.Main.Version
	if version != "" && version != "(devel)" {
		return version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return "(devel) " + s.Value
		}
	}
	return "(devel)"
}
