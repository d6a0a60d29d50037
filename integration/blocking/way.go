package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/integration/internal/rundelay"
)

// A way is a way to block.
type way struct {
	name string
	does string

	// setup makes what the call needs and returns the call.
	setup func(b *bed) (call func() error, err error)

	// least is how long the call must take, lest a call that fails to block
	// pass for one that does not disturb; 0 is any time.
	least time.Duration

	// first and second are how long the ticker may be late at the first and
	// at later occurrences. They are for the table: no test fails by them.
	first, second time.Duration
}

const (
	lasting = 50 * time.Millisecond // what a call blocks for that can be told
	least   = 40 * time.Millisecond // leaves room for what counts in ticks
)

// ways are all there are. The files ways_*.go add to it.
var ways []*way

// add adds ways of a kind.
func add(w ...*way) {
	for _, w := range w {
		if w.first == 0 {
			w.first, w.second = 5*time.Millisecond, time.Millisecond
		}
		ways = append(ways, w)
	}
}

// A bed is what a way lies in: a directory of its own, and what to do at the end.
type bed struct {
	dir string

	// before, if set, runs before each call and is not measured.
	before func() error

	// each, if set by the call, is how long a goroutine kept the others from running.
	each time.Duration

	undo []func()
}

func (b *bed) atEnd(f func()) { b.undo = append(b.undo, f) }

// closing closes a file at the end.
func (b *bed) closing(f *os.File) { b.atEnd(func() { f.Close() }) }

// errForbidden marks errors that say what this machine does not allow.
var errForbidden = errors.New("not allowed here")

// An occurrence is what one call did.
type occurrence struct {
	Gap   time.Duration // the ticker's worst, beyond a tick
	Took  time.Duration // the call
	Each  time.Duration // of some ways: see crowd
	Lost  time.Duration // for how long others kept the process from running meanwhile
	Stats greenrt.Stats // of the whole process meanwhile
}

// occur makes w occur n times beside a ticker.
func (w *way) occur(n int) (seen []occurrence, err error) {
	_, err = w.occurUntil(n, func(o occurrence) bool {
		seen = append(seen, o)
		return false
	})
	return seen, err
}

// occurUntil makes w occur beside a ticker until enough says so, most times at most. It returns
// how often it occurred.
func (w *way) occurUntil(most int, enough func(occurrence) bool) (n int, err error) {
	b := &bed{}
	if b.dir, err = os.MkdirTemp("", "blocking"); err != nil {
		return 0, err
	}
	b.atEnd(func() { os.RemoveAll(b.dir) })
	defer func() {
		for _, f := range slices.Backward(b.undo) {
			f()
		}
	}()
	call, err := w.setup(b)
	if err != nil {
		return 0, err
	}
	for n < most {
		o, err := w.once(b, call)
		if err != nil {
			return n, err
		}
		n++
		if enough(o) {
			break
		}
	}
	return n, nil
}

func (w *way) once(b *bed, call func() error) (o occurrence, err error) {
	if b.before != nil {
		if err := b.before(); err != nil {
			return o, err
		}
	}
	runtime.GC() // not in the middle
	lost, err := rundelay.Read()
	if err != nil {
		return o, err
	}
	t := startTicker()
	before := greenrt.ReadStats()
	start := time.Now()
	err = call()
	end := time.Now()
	o.Stats = minus(greenrt.ReadStats(), before)
	o.Took = end.Sub(start)
	o.Each = b.each
	o.Gap = t.end(start, end)
	now, lostErr := rundelay.Read()
	o.Lost = now.Since(lost)
	err = errors.Join(err, lostErr)
	if err == nil && o.Took < w.least {
		err = fmt.Errorf("the call took %v: it did not block", o.Took)
	}
	return o, err
}

func minus(a, b greenrt.Stats) greenrt.Stats {
	a.Locked -= b.Locked
	a.Blocked -= b.Blocked
	a.Sysmon -= b.Sysmon
	a.Stopped -= b.Stopped
	a.SafePoint -= b.SafePoint
	a.Reclaimed -= b.Reclaimed
	a.Entering -= b.Entering
	a.Returned -= b.Returned
	return a
}
