// Command probe measures one operation of package greenrt, and beside it what Go has for
// the same purpose, in a process of its own. The benchmark harness one directory
// up runs it many times, as a stock build and as a green one, and peers.py for gevent; by
// itself it prints lines of a name and a number.
//
//	probe -op=queue     nanoseconds of one operation: greenrt.cpu, go.cpu and so on
//	probe -op=parked    bytes of a greenlet, or with -go of a goroutine, that waits
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/go-greenify/greenify/integration/internal/batch"
)

var (
	op      = flag.String("op", "", "what to measure")
	n       = flag.Int("n", 100_000, "how many, for -op=parked")
	plain   = flag.Bool("go", false, "goroutines instead of greenlets, for -op=parked")
	length  = flag.Duration("batch", 4*time.Millisecond, "length of a batch, about")
	batches = flag.Int("batches", 9, "number of batches")
)

func main() {
	flag.Parse()
	pair, known := ops[*op]
	switch {
	case *op == "parked":
		parked(*n, *plain)
		return
	case !known:
		fmt.Fprintf(os.Stderr, "probe: no operation %q\n", *op)
		os.Exit(2)
	}
	// Batches of both in turn, so that both see the same machine.
	a, b := batch.New(pair.greenrt, *length), batch.New(pair.go_, *length)
	for range *batches {
		a.Sample()
		b.Sample()
	}
	a.Print("greenrt")
	b.Print("go")
}
