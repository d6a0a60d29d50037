// Processes is gevent's processes.py with a pool: it runs commands, so many at once, and shows
// what each has written as soon as it has ended, as xargs -P and make -j do.
//
//	go run ./examples/processes -n=2 'sleep 1; echo one' 'echo two' 'sleep 60'
//	greenify run ./examples/processes -n=2 'sleep 1; echo one' 'echo two' 'sleep 60'
//
// A command that takes longer than -each is killed. To wait for a child is a wait like any other:
// it costs no thread, in a green program, and there is no SIGCHLD to be lost.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/go-greenify/greenify/greenrt/pool"
)

func main() {
	n := flag.Int("n", 4, "how many at once")
	each := flag.Duration("each", 5*time.Second, "how long a command may take")
	flag.Parse()
	if failed := runAll(os.Stdout, flag.Args(), *n, *each); failed > 0 {
		fmt.Fprintf(os.Stderr, "processes: %d of %d have failed\n", failed, flag.NArg())
		os.Exit(1)
	}
}

// A result is what became of a command.
type result struct {
	command string
	output  []byte
	took    time.Duration
	err     error
}

// runAll runs commands of the shell, n at once, shows their results in the order in which they
// come, and returns how many have failed.
func runAll(out io.Writer, commands []string, n int, each time.Duration) (failed int) {
	workers := pool.New(n)
	runOne := func(command string) (result, error) { return run(command, each), nil }
	for r := range pool.IMapUnordered(workers, slices.Values(commands), runOne, 0) {
		if r.err != nil {
			failed++
			fmt.Fprintf(out, "%s: %v\n%s", r.command, r.err, r.output)
			continue
		}
		fmt.Fprintf(out, "%s: %v\n%s", r.command, r.took.Round(time.Millisecond), r.output)
	}
	return failed
}

// run runs a command for at most so long.
func run(command string, limit time.Duration) result {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var output bytes.Buffer
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", command)
	cmd.Stdout, cmd.Stderr = &output, &output
	// What the shell has started and left may hold its output open as long again. It is no
	// time to be stingy with: a command whose output is read too late counts as failed.
	cmd.WaitDelay = limit
	begin := time.Now()
	err := cmd.Run()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = fmt.Errorf("killed after %v", limit)
	}
	return result{command, output.Bytes(), time.Since(begin), err}
}
