// Command oracle holds the sockets of a green build against those of stock Go.
//
// It deals sequences of operations on pairs of sockets and pipes by seeds: reads and
// writes of all sizes, deadlines, half closes, resets, copies of descriptors, options, waits
// that are ended in all ways. A build of it plays a sequence and writes down what a
// program sees: bytes, kinds of errors, timeouts. The transcripts of a stock and of a
// green build are compared, so that what is right need not be said: stock Go is the
// oracle.
//
//	go build -o stock ./integration/oracle
//	greenify build -o green ./integration/oracle
//	./stock -binary=./green -duration=1m     # or make oracle DURATION=1m SEED=
//	./stock -play -seed=7 -count=1           # the transcript of one sequence
//
// That works only if a sequence has one outcome. What is dealt next depends on the seed
// and on a model of what is in the sockets, never on what was seen; and whatever is on its way
// through the kernel is waited for, by asking the other end's socket whether it is there
// (quiet.go). What two goroutines do at the same time is chosen so that its order makes no
// difference to what they see, though much to how they get there.
//
// A sequence in which the builds differ is reported with its seed, the first line that
// is not the same and the lines before it.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"time"
)

var (
	duration = flag.Duration("duration", time.Minute, "how long to compare")
	seedFlag = flag.Uint64("seed", 0, "the first sequence; 0 takes one at random")
	binary   = flag.String("binary", "", "comma-separated green builds of this command, which this one is compared with")
	play     = flag.Bool("play", false, "compare nothing: write the transcripts of -count sequences")
	count    = flag.Int("count", 200, "how many sequences a process plays")
	players  = flag.Int("players", 8, "how many sequences are played at the same time")
)

func main() {
	flag.Parse()
	if flag.NArg() > 0 || *binary == "" && !*play {
		fmt.Fprintln(os.Stderr, "oracle: needs -binary or -play, and no arguments")
		os.Exit(2)
	}
	first := *seedFlag
	for first == 0 {
		first = rand.Uint64N(1e9)
	}
	if *play {
		out := bufio.NewWriter(os.Stdout)
		err := perform(out, first, *count, *players)
		if err := out.Flush(); err != nil {
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(1)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(1)
		}
		return
	}
	self, err := os.Executable()
	if err == nil {
		err = drive(os.Stdout, settings, self, *binary, first, *count, *duration)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
}
