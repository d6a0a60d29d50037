package main

import (
	"context"
	"os"
	"slices"
	"strings"
)

// A verb is one of greenify's subcommands. Its texts are what help prints.
type verb struct {
	name  string
	usage string // the arguments, as in the first line of its help
	short string // one line for the list of verbs
	long  string
	// own lists the flags of a verb that the go command does not see. A nil
	// list means that the verb hands its flags to the go command.
	own []string
	// values are those of own that take a value and that the go command's build
	// does not have.
	values []string
	alone  bool // takes nothing but flags
	run    func(ctx context.Context, l *line) error
}

// verbs are in the order in which help lists them. They are set in init, since
// help's own entry refers to the list.
var verbs []*verb

func init() {
	verbs = []*verb{
		buildVerb, runVerb, testVerb, vetVerb, checkVerb, explainVerb,
		envVerb, diffVerb, cleanVerb, versionVerb, helpVerb,
	}
}

func findVerb(name string) *verb {
	i := slices.IndexFunc(verbs, func(v *verb) bool { return v.name == name })
	if i < 0 {
		return nil
	}
	return verbs[i]
}

func main() {
	if code, yes := asCompiler(); yes {
		os.Exit(code)
	}
	os.Exit(run(os.Args[1:]))
}

// run carries out one command line and returns the exit code. Where the go
// command has taken over, it does not return at all.
func run(args []string) int {
	ctx, stop := interruptible(context.Background())
	defer stop()
	return report(ctx, dispatch(ctx, args))
}

func dispatch(ctx context.Context, args []string) error {
	v, args, err := chooseVerb(args)
	if err != nil {
		return err
	}
	l, err := parseLine(v, args)
	if err != nil {
		return err
	}
	return v.run(ctx, l)
}

// chooseVerb finds the verb among args and returns the arguments without it.
// Without a verb the arguments are those of build, so that "greenify ./pkg"
// works. greenify's own flags may stand before the verb.
func chooseVerb(args []string) (*verb, []string, error) {
	if len(args) == 0 {
		return helpVerb, nil, nil
	}
	own := 0
	for own < len(args) {
		n := ownFlagLen(args[own:])
		if n == 0 {
			break
		}
		own += n
	}
	if own == len(args) {
		return buildVerb, args, nil
	}
	word := args[own]
	switch word {
	case "-h", "-help", "--help":
		return helpVerb, nil, nil
	case "-version", "--version":
		word = "version"
	}
	if v := findVerb(word); v != nil {
		return v, slices.Concat(args[:own], args[own+1:]), nil
	}
	// A flag, a file, a directory or an import path is something to build. A
	// bare word is more likely a misspelt verb than a package of the standard
	// library, and the go command's message for it would mislead.
	if strings.HasPrefix(word, "-") || strings.ContainsAny(word, "/.@\\") {
		return buildVerb, args, nil
	}
	return nil, nil, &usageError{
		what: "greenify " + word + ": unknown command",
		next: "run 'greenify help' for usage",
	}
}
