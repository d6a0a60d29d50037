package main

import (
	"runtime"
	"syscall"
	"testing"
	"unsafe"
)

// TestTicker shows that the ticker would see a standstill: with one processor, a raw
// system call, of which the scheduler is not told, stops everybody in either world.
// A green build would make it leave the hub.
//
//greenify:off
func TestTicker(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	ts := syscall.NsecToTimespec(int64(lasting))
	w := &way{setup: func(*bed) (func() error, error) {
		return func() error {
			// A signal of the scheduler's ends it early, sometimes at once.
			syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
			return nil
		}, nil
	}}
	for range 100 {
		seen, err := w.occur(1)
		if err != nil {
			t.Fatal(err)
		}
		o := seen[0]
		t.Logf("late by %v in %v", o.Gap, o.Took)
		// The gap began before the call, and ended after it. What was measured
		// as its begin may be earlier and as its end later, if the kernel has stopped this
		// thread there, and the ticker may have run in between.
		if o.Gap+tick < o.Took/3 {
			t.Fatal("the ticker did not stand still")
		}
		if o.Took > 5*tick {
			return
		}
	}
	t.Error("every call was interrupted at once")
}
