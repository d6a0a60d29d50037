// Command std runs the standard library's own test suites, unedited, green and
// stock, and compares them: the same tests pass, in at most 1.3 times the time.
//
//	go run ./integration/std                        every suite
//	go run ./integration/std -race                  those that run with -race
//	go run ./integration/std -packages=net,net/http these
//	go run ./integration/std -packages=sync -cpu=1,2,8
//	go run ./integration/std -check                 with GREENRT=check=1
//	go run ./integration/std -off                   with GREENRT=off=1
//	go run ./integration/std -settings=files=uring  with that in GREENRT, too
//
// What must differ from stock stands in known.txt. It exits with status 1 if
// anything else does, or if an entry there no longer differs. Package suite
// says how the comparison is made.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/go-greenify/greenify/integration/internal/suite"
)

type options struct {
	packages, cpu, run, users string
	settings                  string
	race, off, check, keep    bool
	rounds                    int
	limit                     float64
}

func main() {
	var o options
	flag.StringVar(&o.packages, "packages", "", "comma-separated `list` of packages (default: all that are promised)")
	flag.StringVar(&o.cpu, "cpu", "", "comma-separated `list` of values of GOMAXPROCS to run with (default: the machine's)")
	flag.StringVar(&o.run, "run", "", "only the tests that match `regexp`")
	flag.StringVar(&o.users, "as", "auto", "run as self, as nobody, or auto: as self, and where tests differ as nobody, too")
	flag.BoolVar(&o.race, "race", false, "build with the race detector")
	flag.BoolVar(&o.off, "off", false, "run green binaries with GREENRT=off=1")
	flag.BoolVar(&o.check, "check", false, "run green binaries with GREENRT=check=1; their time does not count")
	flag.StringVar(&o.settings, "settings", "", "comma-separated `list` of settings for the GREENRT of green binaries")
	flag.BoolVar(&o.keep, "keep", false, "keep logs and binaries even if all is well")
	flag.IntVar(&o.rounds, "rounds", 1, "run every suite `n` times, to find flakes")
	flag.Float64Var(&o.limit, "limit", 1.3, "the most that green may take, as a multiple of stock's time; 0 for no limit")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, &o); err != nil {
		fmt.Fprintf(os.Stderr, "std: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o *options) (err error) {
	if flag.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: name packages with -packages", flag.Arg(0))
	}
	procs, err := parseProcs(o.cpu)
	if err != nil {
		return err
	}
	users, err := parseUsers(o.users)
	if err != nil {
		return err
	}
	var greenrt string
	switch {
	case o.off && o.check:
		return errors.New("-off and -check exclude each other")
	case o.off:
		greenrt = "off=1"
	case o.check:
		greenrt = "check=1"
		o.limit = 0
	}

	if greenrt += "," + o.settings; o.settings == "" {
		greenrt = strings.TrimSuffix(greenrt, ",")
	}

	open, err := suite.Open(ctx, greenrt)
	if err != nil {
		return err
	}
	defer func() { open.Close(o.keep || err != nil) }()
	open.Limit = o.limit
	// With off=1 a green binary has to behave as a stock one, in everything.
	if !o.off {
		open.Known, err = suite.ReadKnown(filepath.Join(open.Root, "integration", "std", "known.txt"))
		if err != nil {
			return err
		}
	}

	if suite.Root() && o.users != "self" && !suite.Reaches(open.Stock.GOROOT) {
		return fmt.Errorf("nobody cannot get at %s: use -as=self, or a Go in a directory that all users can read", open.Stock.GOROOT)
	}

	packages := std
	var flags []string
	if o.race {
		packages, flags = raced, []string{"-race"}
	}
	if o.packages != "" {
		packages = strings.Split(o.packages, ",")
	}
	suites, err := open.Build(ctx, open.Root, flags, packages)
	if err != nil {
		return err
	}
	table := suite.NewTable(os.Stdout)
	for range o.rounds {
		for _, n := range procs {
			for _, s := range suites {
				if s.Run = o.run; o.run == "" {
					s.Warm = compiling[s.Package]
				}
				for _, u := range users(s.Package) {
					v, err := open.Judge(ctx, &suite.Job{Suite: s, Procs: n, User: u})
					if err != nil {
						return err
					}
					table.Add(v)
				}
			}
		}
	}
	return table.Close()
}

// parseProcs parses the -cpu list. Zero stands for the machine's number.
func parseProcs(list string) ([]int, error) {
	if list == "" {
		return []int{0}, nil
	}
	var procs []int
	for s := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("-cpu=%s: want positive numbers, as in -cpu=1,2,8", list)
		}
		procs = append(procs, n)
	}
	return procs, nil
}

// parseUsers parses -as into a function that says as whom to run a package's
// suite. A nil user is the caller.
func parseUsers(as string) (func(pkg string) []*suite.User, error) {
	switch as {
	case "self":
		return func(string) []*suite.User { return []*suite.User{nil} }, nil
	case "nobody":
		if !suite.Root() {
			return nil, errors.New("-as=nobody: only root can run tests as somebody else: use -as=self")
		}
		return func(string) []*suite.User { return []*suite.User{suite.Nobody} }, nil
	case "auto":
		return func(pkg string) []*suite.User {
			if suite.Root() && asNobody[pkg] {
				return []*suite.User{nil, suite.Nobody}
			}
			return []*suite.User{nil}
		}, nil
	}
	return nil, fmt.Errorf("-as=%s: want self, nobody or auto", as)
}
