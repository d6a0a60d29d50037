package suite

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// A Suite is one package's tests, built by both toolchains.
type Suite struct {
	Package      string
	Stock, Green *Package
	Run, Skip    string // as -test.run and -test.skip; "" for all and none
	// Warm matches tests that compile programs. They run once before anything
	// is measured, so that the compiler's work is in the build cache.
	Warm string
	// Env is what the tests' environment has besides: where a server is, say.
	Env []string
	// Tree is what a user other than the caller gets a copy of, to write to. It
	// holds the package's directory. "" is for a package that stays in place.
	Tree string
}

// A Job is a suite under given circumstances.
type Job struct {
	*Suite
	Procs int   // GOMAXPROCS, 0 for the machine's
	User  *User // nil: the caller
}

// String is how a report names the job: the package, and what differs from the usual.
func (j *Job) String() string {
	s := j.Package
	if j.User != nil {
		s += " as " + j.User.Name
	}
	if j.Procs > 0 {
		s += " procs=" + strconv.Itoa(j.Procs)
	}
	return s
}

// A Runner runs suites, one binary at a time.
type Runner struct {
	Stock, Green *Toolchain
	Known        Known
	Work         string // a directory for logs and copies, open to every user
	Limit        float64
	Pairs        int // to measure when the first is over the limit

	// Where a green failure has to be excused, stock runs again this often:
	// whole, since a flake may need its neighbours, and the one test alone.
	WholeReruns, AloneReruns int

	test2json string // the converter of test output, an executable
	runs      int

	// elapsed says in tests how long a run has taken. Nil is for what it did take.
	elapsed func(*Result) time.Duration
}

// timeout is what a binary may take before it counts as hanging. Green's
// follows from stock's time, so that a hang is found soon.
func (r *Runner) timeout(stock time.Duration) time.Duration {
	if stock == 0 {
		return 10 * time.Minute
	}
	return time.Minute + 3*stock
}

// run runs a suite's binary of one toolchain. With only not "" it runs only the
// tests that match it.
func (r *Runner) run(ctx context.Context, j *Job, tc *Toolchain, timeout time.Duration, only string) (*Result, error) {
	r.runs++
	pkg := j.Stock
	if tc == r.Green {
		pkg = j.Green
	}
	p := &process{
		binary:  pkg.Binary,
		dir:     pkg.Dir,
		env:     setenv(tc.Env, j.Env...),
		user:    j.User,
		timeout: timeout, alarmGrace: 10 * time.Second, quitGrace: 10 * time.Second,
		log: filepath.Join(r.Work, fmt.Sprintf("%04d-%s-%s.log", r.runs, tc.Name, filepath.Base(j.Package))),
		args: []string{
			// go test sets paniconexit0 as well: a test that calls os.Exit(0)
			// must not look like success.
			"-test.v=test2json", "-test.paniconexit0", "-test.short",
			"-test.timeout=" + timeout.String(),
		},
	}
	if run := cmp.Or(only, j.Run); run != "" {
		p.args = append(p.args, "-test.run="+run)
	}
	if j.Skip != "" {
		p.args = append(p.args, "-test.skip="+j.Skip)
	}
	if j.Procs > 0 {
		p.env = setenv(p.env, "GOMAXPROCS="+strconv.Itoa(j.Procs))
	}
	if j.User != nil {
		// The name is short: tests make sockets in TMPDIR, whose paths may
		// have 107 bytes.
		home := filepath.Join(r.Work, fmt.Sprint("h", r.runs))
		defer os.RemoveAll(home)
		var err error
		if p.env, err = j.User.home(home, p.env); err != nil {
			return nil, err
		}
		if j.Tree != "" {
			if p.dir, err = j.User.copied(j.Tree, pkg.Dir, home); err != nil {
				return nil, err
			}
		}
	}

	res := &Result{Log: p.log}
	var err error
	res.Exit, res.Elapsed, res.CPU, err = p.run(ctx)
	if err != nil {
		return nil, err
	}
	err = r.parse(ctx, j.Package, res)
	if r.elapsed != nil {
		res.Elapsed = r.elapsed(res)
	}
	return res, err
}

// parse adds to res what its log says. The go command's own converter reads it,
// after the run, so that its time is not measured.
func (r *Runner) parse(ctx context.Context, pkg string, res *Result) error {
	log, err := os.Open(res.Log)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.CommandContext(ctx, r.test2json, "-t", "-p", pkg) // -t: with times
	cmd.Stdin = log
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = res.parseEvents(out)
	if werr := cmd.Wait(); err == nil && werr != nil {
		err = fmt.Errorf("test2json: %w", werr)
	}
	return err
}

// sorted returns a map's keys in order.
func sorted[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
