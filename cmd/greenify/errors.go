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
	exitLoad = 1 // the program is at fault: what go build would say, as it says it
	exitOwn  = 2 // greenify could not do its part
)

// A usageError is a command line that greenify does not understand. It says
// what is wrong and what to do next.
type usageError struct{ what, next string }

func (e *usageError) Error() string { return e.what }
func (e *usageError) Next() string  { return e.next }

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
	var load *rewrite.LoadError
	if errors.As(err, &load) {
		fmt.Fprintln(w, strings.TrimRight(load.Error(), "\n"))
		return exitLoad
	}
	msg := strings.TrimSpace(err.Error())
	if !strings.HasPrefix(msg, "greenify") {
		msg = "greenify: " + msg
	}
	fmt.Fprintln(w, msg)
	var next interface{ Next() string }
	if errors.As(err, &next) && next.Next() != "" {
		fmt.Fprintf(w, "\t%s\n", next.Next())
	}
	return exitOwn
}
