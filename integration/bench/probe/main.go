// Command probe measures one operation of Go's scheduler in a process of its own. The
// benchmark harness one directory up runs it many times, as a stock build and
// as a green one, and compares; by itself it prints lines of a name and a number.
//
//	probe -op=gosched              nanoseconds of one switch
//	probe -op=parked -n=100000     bytes of a goroutine that waits
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/go-greenify/greenify/integration/bench/ops"
	"github.com/go-greenify/greenify/integration/internal/batch"
)

// operations are by the names that flag -op and the output have for them.
var operations = map[string]func(n int){
	"gosched":  ops.Gosched,
	"pull":     ops.Pull,
	"pingpong": ops.PingPong,
	"mutex":    ops.Mutex,
	"spawn":    ops.Spawn,
}

var (
	op      = flag.String("op", "", "what to measure")
	n       = flag.Int("n", 100_000, "how many goroutines, for -op=parked")
	length  = flag.Duration("batch", 4*time.Millisecond, "length of a batch, about")
	batches = flag.Int("batches", 9, "number of batches")
)

func main() {
	flag.Parse()
	switch f := operations[*op]; {
	case *op == "parked":
		parked(*n)
	case *op == "switch":
		// Batches of both in turn, so that both see the same machine.
		a, b := batch.New(ops.Gosched, *length), batch.New(ops.Pull, *length)
		for range *batches {
			a.Sample()
			b.Sample()
		}
		a.Print("gosched")
		b.Print("pull")
	case f != nil:
		t := batch.New(f, *length)
		for range *batches {
			t.Sample()
		}
		t.Print(*op)
	default:
		fmt.Fprintf(os.Stderr, "probe: no operation %q\n", *op)
		os.Exit(2)
	}
}
