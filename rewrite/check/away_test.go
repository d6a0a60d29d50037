package check

import (
	"testing"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// What only an offloaded function reaches does no harm to the hub; what it starts
// by a go statement can, and so can what others call as well.
func TestAway(t *testing.T) {
	dir := module(t, "main.go", `package main

import (
	"sync/atomic"
	"syscall"
)

var flag atomic.Bool

func main() {
	offloaded(func() { spinCallback() })
	both()
	outer()
}

//greenify:offload
func offloaded(f func()) {
	spinInside()
	both()
	go spinStarted()
	f()
	for !flag.Load() {
	}
}

func spinInside() { spinDeeper() }

func spinDeeper() {
	for !flag.Load() {
	}
}

func spinCallback() {
	for !flag.Load() {
	}
}

func spinStarted() {
	for !flag.Load() {
	}
}

func both() {
	for !flag.Load() {
	}
}

func outer() { inner() }

//greenify:offload
func inner() {
	p, err := syscall.Mmap(3, 0, 4096, 1, 1)
	if err == nil {
		defer syscall.Munmap(p)
	}
	sum(p)
}

//greenify:offload
func escapes() []byte {
	p, _ := syscall.Mmap(3, 0, 4096, 1, 1)
	return p
}

func sum(p []byte) {}

func init() { sum(escapes()) }
`)
	r := run(t, dir, ".")
	want := map[string]reason.Class{
		"GR1005 example.com/m.offloaded":    reason.Offloaded,
		"GR1005 example.com/m.spinDeeper":   reason.Offloaded,
		"GR1005 example.com/m.spinCallback": reason.NotGreen, // a func() may be called by anybody, to RTA
		"GR1005 example.com/m.spinStarted":  reason.NotGreen,
		"GR1005 example.com/m.both":         reason.NotGreen,
		"GR1009 example.com/m.inner":        reason.Offloaded,
		"GR1009 example.com/m.escapes":      reason.NotGreen,
		"GR1106 example.com/m.offloaded":    reason.Offloaded,
		"GR1106 example.com/m.inner":        reason.Offloaded,
		"GR1106 example.com/m.escapes":      reason.Offloaded,
	}
	for _, f := range r.Findings {
		key := f.ID + " " + f.Function
		class, ok := want[key]
		if !ok || class != f.Class {
			t.Errorf("%s is %v: %s", key, f.Class, f.Message)
		}
		delete(want, key)
	}
	for key := range want {
		t.Errorf("%s: not found", key)
	}
}
