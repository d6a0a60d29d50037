// Command modules runs the test suites of well-known modules, unedited, green
// and stock, and compares them: the same tests pass, in at most 1.3 times the
// time. The table in table.go says which.
//
//	go run ./integration/modules
//	go run ./integration/modules -all
//	go run ./integration/modules -modules=miekg/dns
//	go run ./integration/modules -check
//
// The suites come through the module proxy. They never run as root: some damage
// a machine then. Where the caller is root, they run as nobody, in a copy.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/go-greenify/greenify/integration/internal/servers"
	"github.com/go-greenify/greenify/integration/internal/source"
	"github.com/go-greenify/greenify/integration/internal/suite"
)

type options struct {
	modules                string
	all                    bool
	race, off, check, keep bool
	rounds                 int
	limit                  float64
}

func main() {
	var o options
	flag.StringVar(&o.modules, "modules", "", "comma-separated `list` of parts of module paths (default: the quick ones)")
	flag.BoolVar(&o.all, "all", false, "run every module, which takes half an hour")
	flag.BoolVar(&o.race, "race", false, "build with the race detector")
	flag.BoolVar(&o.off, "off", false, "run green binaries with GREENRT=off=1")
	flag.BoolVar(&o.check, "check", false, "run green binaries with GREENRT=check=1; their time does not count")
	flag.BoolVar(&o.keep, "keep", false, "keep logs and binaries even if all is well")
	flag.IntVar(&o.rounds, "rounds", 1, "run every suite `n` times, to find flakes")
	flag.Float64Var(&o.limit, "limit", 1.3, "the most that green may take, as a multiple of stock's time; 0 for no limit")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, &o); err != nil {
		fmt.Fprintf(os.Stderr, "modules: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o *options) (err error) {
	if flag.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: name modules with -modules", flag.Arg(0))
	}
	chosen, err := choose(o.modules, o.all)
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
		greenrt, o.limit = "check=1", 0
	}
	var flags []string
	if o.race {
		flags = []string{"-race"}
	}
	var user *suite.User
	if suite.Root() {
		user = suite.Nobody
	}

	// A go.work around the caller is no business of the modules'.
	os.Setenv("GOWORK", "off")
	open, err := suite.Open(ctx, greenrt)
	if err != nil {
		return err
	}
	defer func() { open.Close(o.keep || err != nil) }()
	open.Limit = o.limit

	table := suite.NewTable(os.Stdout)
	for i, m := range chosen {
		dir := filepath.Join(open.Work, fmt.Sprintf("module%d", i))
		if err := judge(ctx, open, table, m, &circumstances{dir, flags, user, o.rounds}); err != nil {
			return fmt.Errorf("%s: %w", m.path, err)
		}
	}
	return table.Close()
}

// circumstances are those under which a module's suites run.
type circumstances struct {
	dir    string // for the module's source
	flags  []string
	user   *suite.User
	rounds int
}

// judge adds the suites of m to the table.
func judge(ctx context.Context, open *suite.Opening, table *suite.Table, m *module, c *circumstances) (err error) {
	if err := source.Fetch(ctx, m.path, m.version, c.dir); err != nil {
		return err
	}
	var env []string
	if m.database != nil {
		dir := c.dir + "-database"
		if err := servers.MakeDir(open.Work, dir); err != nil {
			return err
		}
		more, stop, err2 := m.database(dir)
		if stop != nil {
			defer func() { err = errors.Join(err, stop()) }()
		}
		if err2 != nil {
			return err2
		}
		env = more
	}
	suites, err := open.Build(ctx, c.dir, c.flags, m.packages)
	if err != nil {
		return err
	}
	open.Known = m.known
	for range c.rounds {
		passes := 0
		for _, s := range suites {
			s.Tree, s.Skip, s.Env = c.dir, m.skip, env
			v, err := open.Judge(ctx, &suite.Job{Suite: s, User: c.user})
			if err != nil {
				return err
			}
			table.Add(v)
			n, _ := v.Stock.Passes()
			passes += n
		}
		// A test that stock does not pass proves nothing about green, so
		// that a machine on which all of them fail would look fine.
		if passes < m.passes {
			return errors.Join(table.Close(), fmt.Errorf("%d tests pass in stock, %d are expected: "+
				"see which of them this machine fails", passes, m.passes))
		}
	}
	return nil
}

// choose returns the modules whose path contains one of the names in list. An
// empty list is for the quick modules, or for all of them.
func choose(list string, all bool) ([]*module, error) {
	if all && list != "" {
		return nil, errors.New("-all and -modules exclude each other")
	}
	var chosen []*module
	for name := range strings.SplitSeq(list, ",") {
		n := len(chosen)
		for i := range modules {
			m := &modules[i]
			if strings.Contains(m.path, name) && (list != "" || all || !m.more) {
				chosen = append(chosen, m)
			}
		}
		if len(chosen) == n {
			return nil, fmt.Errorf("-modules=%s: no module in the table has %q in its path", list, name)
		}
	}
	return chosen, nil
}
