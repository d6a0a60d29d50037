// Command every has one place for each finding, and a twin of it that is not
// reached.
package main

import (
	"plugin"
	"runtime"
	"sync/atomic"
	"syscall"
	"unsafe"

	"example.com/every/lib"
)

var flag atomic.Bool

//go:linkname park runtime.goyield
func park()

func enter()

type waiter interface{ wait() }

type poller struct{}

func (poller) wait() { syscall.Select(0, nil, nil, nil, nil) }

func main() {
	raw()
	syscall.RawSyscall(syscall.SYS_PAUSE, 0, 0, 0)
	heavy()
	syscall.RawSyscall(uintptr(runtime.NumCPU()), 0, 0, 0)
	enter()
	park()
	spin()
	clear()
	plugin.Open("x.so")
	lib.Loop()
	syscall.Mmap(3, 0, 4096, 1, 1)
	syscall.Flock(3, syscall.LOCK_EX)
	var w waiter = poller{}
	w.wait()
	runtime.GOMAXPROCS(2)
	go func() { runtime.LockOSThread() }()
}

//greenify:off
func raw() { syscall.RawSyscall(syscall.SYS_PAUSE, 0, 0, 0) }

//greenify:offload
func heavy() {}

//greenify:nothing
func ordinary() {}

func spin() {
	for !flag.Load() {
	}
}

//go:nosplit
func clear() {
	for p := &words; p != nil && *p != 0; p = (*uintptr)(unsafe.Add(unsafe.Pointer(p), 8)) {
		*p = 0
	}
}

var words uintptr

//greenify:off
func dead() {
	syscall.RawSyscall(syscall.SYS_PAUSE, 0, 0, 0)
	plugin.Open("y.so")
}

type unused struct{}

func (unused) wait() { runtime.LockOSThread() }
