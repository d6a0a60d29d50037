package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-greenify/greenify/rewrite"
)

// Exit codes. Those of build, run, test and vet are the go command's own; a
// program that does not load ends as the go command ends for it.
const (
	exitLoad = 1 // the program is at fault: what go build would say, or a check has found
	exitOwn  = 2 // greenify could not do its part
)

// A usageError is a command line that greenify does not understand, or what else the
// user has to put right. It says what is wrong and what to do next.
type usageError struct{ what, next string }

func (e *usageError) Error() string { return e.what }
func (e *usageError) Next() string  { return e.next }

// errVerdict ends a check whose report has said everything already.
var errVerdict = errors.New("not green")

// A staleError is about a committed report that is not that of the program.
type staleError struct{ file, is string }

func (e *staleError) Error() string { return e.file + " " + e.is }
func (e *staleError) Next() string {
	return "run the same command without -verify, and commit the file"
}

// report prints err as the go command would, and returns the exit code for it.
func report(ctx context.Context, err error) int {
	if err == nil {
		return 0
	}
	if sig, ok := interrupted(ctx); ok {
		dieOf(sig)
	}
	return printError(os.Stderr, err)
}

func printError(w io.Writer, err error) int {
	if errors.Is(err, errVerdict) {
		return exitLoad
	}
	var load *rewrite.LoadError
	if errors.As(err, &load) {
		fmt.Fprintln(w, strings.TrimRight(load.Error(), "\n"))
		return exitLoad
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		code := 0
		for _, err := range several.Unwrap() {
			code = max(code, printError(w, err))
		}
		return code
	}
	msg := strings.TrimSpace(err.Error())
	if !strings.HasPrefix(msg, "greenify ") && !strings.HasPrefix(msg, "greenify: ") {
		msg = "greenify: " + msg
	}
	fmt.Fprintln(w, msg)
	var next interface{ Next() string }
	if errors.As(err, &next) && next.Next() != "" {
		fmt.Fprintf(w, "\t%s\n", next.Next())
	}
	if stale := (*staleError)(nil); errors.As(err, &stale) {
		return exitLoad
	}
	return exitOwn
}
