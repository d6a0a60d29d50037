// Command stress tries to break a scheduler. It deals kinds of work that are
// known to be hard for one (stacks that move, coroutines, locked threads, blocking
// system calls, stop-the-world, ...) into rounds of a few seconds, runs those of a
// round side by side, and checks after each that nothing is left over.
//
//	go run ./integration/stress -duration=1m            # stock Go
//	greenify run ./integration/stress -duration=1m      # a green build
//	make stress DURATION=5m SEED=                       # the settings that matter, in turn
//
// It is meant to run with GOGC=5, which makes the collector run nearly always,
// and with GREENRT=check=1, which makes the green core assert its invariants.
//
// Each kind of work has a file of its own that says what it is to catch, and
// checks what only it can know: a value that got lost, a thread that changed, a
// timer that came early. What all share is here: work that does not get on for
// -stall is taken for a lost wake-up and ends the run with a dump of all
// goroutines; so do goroutines, descriptors or threads that outlive their round.
//
// A failure prints the seed and the round. The same seed deals the same rounds,
// though of course not the same interleavings; -only and -round narrow it down.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

var (
	duration = flag.Duration("duration", 5*time.Minute, "how long to run")
	seedFlag = flag.Uint64("seed", 0, "what to deal the rounds by; 0 takes one at random")
	roundLen = flag.Duration("round", 4*time.Second, "how long a round lasts, about")
	only     = flag.String("only", "", "comma-separated kinds of work to run, all of them in every round")
	except   = flag.String("except", "", "comma-separated kinds of work to leave out")
	stall    = flag.Duration("stall", time.Minute, "a worker that does not get on for this long has hung")
	parked   = flag.Int("parked", 100_000, "how many goroutines the kind parked parks")
	list     = flag.Bool("list", false, "list the kinds of work and exit")
	binary   = flag.String("binary", "", "do not work: run this binary of stress under the settings of make stress")
)

// seed is -seed, or what was taken in its place.
var seed uint64

func main() {
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "stress: unexpected argument:", flag.Arg(0))
		os.Exit(2)
	}
	if *list {
		for _, k := range kinds {
			fmt.Printf("%-10s %s\n", k.name, k.catches)
		}
		return
	}
	seed = *seedFlag
	for seed == 0 {
		seed = rand.Uint64() >> 32 // short enough to type
	}
	if *binary != "" {
		os.Exit(drive(*binary, *duration))
	}
	deck, err := choose(*only, *except)
	if err != nil {
		fmt.Fprintln(os.Stderr, "stress:", err)
		os.Exit(2)
	}
	fmt.Printf("stress: seed=%d %s GOMAXPROCS=%d GOGC=%s GREENRT=%s green=%t\n",
		seed, runtime.Version(), runtime.GOMAXPROCS(0), os.Getenv("GOGC"), os.Getenv("GREENRT"), green())
	debug.SetTraceback("all")

	warmUp()
	left := takeStock()
	go watch()
	go report(time.Now())

	end := time.Now().Add(*duration)
	rng := rand.New(rand.NewPCG(seed, 0))
	for n := 1; time.Now().Before(end); n++ {
		hand := deck
		if *only == "" {
			hand = deal(rng, deck)
		}
		play(n, hand, rng, min(time.Until(end), *roundLen/2+rand.N(*roundLen)))
		left.check()
	}
	fmt.Printf("stress: ok seed=%d\n%s\n", seed, totals())
}

// choose returns the kinds named by -only, or all but those of -except.
func choose(only, except string) ([]*kind, error) {
	pick := func(names string) (map[string]bool, error) {
		m := make(map[string]bool)
		for name := range strings.SplitSeq(names, ",") {
			if name == "" {
				continue
			}
			if findKind(name) == nil {
				return nil, fmt.Errorf("no kind of work named %q: -list lists them", name)
			}
			m[name] = true
		}
		return m, nil
	}
	in, err := pick(only)
	if err != nil {
		return nil, err
	}
	out, err := pick(except)
	if err != nil {
		return nil, err
	}
	var deck []*kind
	for _, k := range kinds {
		if (len(in) == 0 || in[k.name]) && !out[k.name] {
			deck = append(deck, k)
		}
	}
	return deck, nil
}

// deal takes some kinds at random: few enough that each gets the processor
// often, and enough that every two meet before long. One hand in four is a
// single kind, since company hides lost wake-ups: the next wake-up makes up for them.
func deal(rng *rand.Rand, deck []*kind) []*kind {
	if chance(rng, 4) {
		return []*kind{deck[rng.IntN(len(deck))]}
	}
	hand := make([]*kind, 0, 8)
	for _, i := range rng.Perm(len(deck))[:min(len(deck), 3+rng.IntN(5))] {
		hand = append(hand, deck[i])
	}
	return hand
}

// current describes the round for messages.
var current atomic.Value

// fail ends the run. Every road to a failure ends here or in a crash; either
// way the seed was printed before.
func fail(format string, args ...any) {
	fmt.Printf("stress: FAIL seed=%d %v: %s\n", seed, current.Load(), fmt.Sprintf(format, args...))
	fmt.Printf("stress: stack of the goroutine that noticed:\n%s", debug.Stack())
	os.Exit(1)
}

// warmUp starts what the standard library starts once and keeps for ever, so
// that it does not count as left over: the goroutine of os/signal.
func warmUp() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	signal.Stop(c)
}
