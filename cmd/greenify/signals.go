package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// Signals matter to greenify only while it makes the green GOROOT: afterwards
// the process is the go command (see execGo), which the terminal's Ctrl-C and
// everybody's kill reach directly and once.

// A signalError is the cause of a context that a signal has cancelled.
type signalError struct{ sig syscall.Signal }

func (e *signalError) Error() string { return e.sig.String() }

// interruptible returns a context that is cancelled by the signals that ask a
// command to end, so that a half-made tree is removed before it does. stop
// gives the signals their default effect again; a signal that came before has
// cancelled the context then.
func interruptible(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		sig, ok := <-c
		if !ok {
			return
		}
		cancel(&signalError{sig.(syscall.Signal)})
		// A second signal ends the process at once, whatever is in the way.
		signal.Reset(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	}()
	stop = sync.OnceFunc(func() {
		signal.Stop(c) // nothing is sent to c any more
		close(c)
		<-heard
	})
	return context.WithValue(ctx, stopKey{}, stop), stop
}

type stopKey struct{}

// uninterrupted calls stop of the interruptible ctx, and returns the cause if a signal
// has cancelled ctx. What a signal does that comes later is not this program's to say.
func uninterrupted(ctx context.Context) error {
	if stop, ok := ctx.Value(stopKey{}).(func()); ok {
		stop()
	}
	return context.Cause(ctx)
}

// interrupted returns the signal that has cancelled ctx, if one has.
func interrupted(ctx context.Context) (syscall.Signal, bool) {
	var e *signalError
	if errors.As(context.Cause(ctx), &e) {
		return e.sig, true
	}
	return 0, false
}

// dieOf ends the process by sig, and not by an exit code that looks like it:
// a shell stops its loop or script only if it sees the signal.
func dieOf(sig syscall.Signal) {
	signal.Reset(sig)
	self, err := os.FindProcess(os.Getpid())
	if err == nil && self.Signal(sig) == nil {
		time.Sleep(time.Second) // the signal comes before the sleep ends
	}
	os.Exit(128 + int(sig))
}
