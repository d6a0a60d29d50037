package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"testing"
)

// TestTicker shows that the ticker would see a standstill: with one processor, a raw
// system call, of which the scheduler is not told, stops everybody in either world.
// A green build would make it leave the hub.
//
//greenify:off
func TestTicker(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	w := &way{least: least, setup: func(b *bed) (func() error, error) {
		return func() error {
			p, err := os.StartProcess("/bin/sleep", []string{"sleep", fmt.Sprint(lasting.Seconds())}, new(os.ProcAttr))
			if err != nil {
				return err
			}
			// The kernel goes on with this call behind a signal, as the scheduler
			// sends one by which it preempts; a sleep would end there.
			_, _, errno := syscall.RawSyscall6(syscall.SYS_WAIT4, uintptr(p.Pid), 0, 0, 0, 0, 0)
			if errno != 0 {
				return errno
			}
			return nil
		}, nil
	}}
	seen, err := w.occur(2)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range seen {
		t.Logf("late by %v in %v", o.Gap, o.Took)
		// The gap began before the call, and ended after it. What was measured
		// as its begin may be earlier and as its end later, if the kernel has stopped this
		// thread there, and the ticker may have run in between.
		if o.Gap+tick < o.Took/3 {
			t.Error("the ticker did not stand still")
		}
	}
}
