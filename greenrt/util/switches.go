package util

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// ErrUnseen is the error of an assertion that cannot tell. In a program that is not green
// nobody counts when a goroutine stops, and greenrt sees only its own waits and yields;
// and a goroutine that is locked to a thread or in an offloaded function is on no hub.
var ErrUnseen = errors.New("util: greenrt saw no switch, and sees all of them only of a greenlet that is on its hub in a green build: build the program with greenify")

// A SwitchError is a failed assertion.
type SwitchError struct {
	// Switched is false if there should have been a switch, true if there should not.
	Switched bool
	// HubOnly is whether only switches to the hub counted.
	HubOnly bool
	// Took is how long the function ran.
	Took time.Duration
	// Longest is for how long the greenlet had its hub without a switch, as far as
	// that was seen, and Limit how long it might. Limit is 0 if there was none.
	Longest, Limit time.Duration
}

// Error says what happened in place of what was asserted.
func (e *SwitchError) Error() string {
	to := "another greenlet"
	if e.HubOnly {
		to = "the hub"
	}
	switch {
	case e.Switched:
		return fmt.Sprintf("util: there was a switch to %s, in %v", to, e.Took)
	case e.Limit != 0 && e.Longest > e.Limit:
		return fmt.Sprintf("util: no switch to %s for %v, more than %v, in %v: start the program with GREENRT=monitor=%dms to see where", to, e.Longest, e.Limit, e.Took, max(e.Limit.Milliseconds(), 1))
	}
	return fmt.Sprintf("util: no switch to %s in %v", to, e.Took)
}

// A SwitchOption is what [AssertSwitches] is strict about.
type SwitchOption func(*assertion)

type assertion struct {
	hubOnly bool
	limit   time.Duration
}

// HubOnly has only switches to the hub count, so that others had a turn, and not those from
// one coroutine of package greenlet to another.
func HubOnly() SwitchOption {
	return func(a *assertion) { a.hubOnly = true }
}

// MaxBlockingTime has the assertion fail also if the greenlet once had its hub for longer
// than d without a switch. The time is measured by the runtime's monitor, to a
// few milliseconds, and is wall time: a machine that has no processor to spare makes it
// longer. A plain program has no hub to block, and there it is ignored.
func MaxBlockingTime(d time.Duration) SwitchOption {
	return func(a *assertion) { a.limit = d }
}

// AssertSwitches calls fn, and returns nil if the calling greenlet meanwhile let others
// run: it waited, yielded, or was in a call for so long that the hub went on
// without it. A greenlet that is alone on its hub counts as well. If not it returns a
// [*SwitchError], or [ErrUnseen] if it cannot tell. A panic of fn's passes through.
//
// While fn runs the greenlet is not preempted, as in gevent: else every function that
// computes for 10 milliseconds would have switched. So it can hold the others up.
func AssertSwitches(fn func(), options ...SwitchOption) error {
	var a assertion
	for _, o := range options {
		o(&a)
	}
	turns, took := watch(fn)
	if turns.Gave || turns.Lent && !a.hubOnly {
		if a.limit > 0 && turns.Longest > a.limit {
			return &SwitchError{HubOnly: a.hubOnly, Took: took, Longest: turns.Longest, Limit: a.limit}
		}
		return nil
	}
	if !turns.Sees {
		return ErrUnseen
	}
	return &SwitchError{HubOnly: a.hubOnly, Took: took, Longest: took, Limit: a.limit}
}

// AssertSwitchesContext is [AssertSwitches] for a function that takes a context and can fail.
// fn's error, if it has one, comes first.
func AssertSwitchesContext(ctx context.Context, fn func(context.Context) error, options ...SwitchOption) error {
	var err error
	failed := AssertSwitches(func() { err = fn(ctx) }, options...)
	if err != nil {
		return err
	}
	return failed
}

// AssertNoSwitch calls fn, and returns nil if the calling greenlet meanwhile let nobody else
// of its hub run, so that fn was one step to them, which needs no lock. If it did it returns a
// [*SwitchError]. While fn runs the greenlet is not preempted. A panic of fn's passes
// through.
//
// In a plain program it sees greenrt's own waits only; there, other goroutines run
// at the same time anyway. It returns [ErrUnseen] to a greenlet that is on no hub of a
// green one.
func AssertNoSwitch(fn func()) error {
	turns, took := watch(fn)
	switch {
	case turns.Gave || turns.Lent:
		return &SwitchError{Switched: true, Took: took}
	case core.Green && !turns.Sees:
		return ErrUnseen
	}
	return nil
}

// watch calls fn and returns what was seen meanwhile.
func watch(fn func()) (turns core.Turns, took time.Duration) {
	start := time.Now() // no turn that is seen is longer than this takes
	w := core.WatchTurns()
	defer func() {
		turns = w.End()
		took = time.Since(start)
	}()
	fn()
	return
}
