package main

import (
	"fmt"
	"syscall"
	"time"
	"unsafe"
)

// When a sequence goes on: what an operation has set off is over, as the sockets that it
// is about say themselves. They are asked behind package net's back, by the numbers of
// their descriptors, since being asked by a SyscallConn would change what a green build
// takes for known.

// patience is how long what must come about may take.
const patience = 2 * time.Minute

// until waits until ok is true. It gives up by a panic, which ends the sequence.
func until(what string, ok func() bool) {
	for start := time.Now(); !ok(); time.Sleep(20 * time.Microsecond) {
		if time.Since(start) > patience {
			panic(lost(what))
		}
	}
}

// A lost sequence is one that did not become quiet.
type lost string

// readable waits until the descriptor has n bytes to read, in all or in its first message.
func readable(fd, n int) {
	until(fmt.Sprintf("%d bytes", n), func() bool { return queued(fd) == n })
}

// queued returns how many bytes a descriptor has to read: all, or those of the first
// message where there are messages over UDP or datagrams.
func queued(fd int) int {
	var n int32
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), fionread, uintptr(unsafe.Pointer(&n)))
	if errno != 0 {
		return -1
	}
	return int(n)
}

// taken returns how much memory what a socket has to read takes, and how many messages it
// has thrown away: one of both changes with each message that comes, be it empty.
func taken(fd int) (used, dropped uint32) {
	var info [9]uint32 // SK_MEMINFO_VARS
	size := uint32(unsafe.Sizeof(info))
	syscall.Syscall6(syscall.SYS_GETSOCKOPT, uintptr(fd), syscall.SOL_SOCKET, soMeminfo,
		uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)), 0)
	return info[0], info[8]
}

// says waits until poll says, or does not say, one of the events of the descriptor.
func says(fd int, events int16, yes bool) {
	until(fmt.Sprintf("poll's events %#x: %v", events, yes), func() bool {
		p := struct {
			fd              int32
			events, revents int16
		}{int32(fd), events, 0}
		_, _, errno := syscall.Syscall(syscall.SYS_POLL, uintptr(unsafe.Pointer(&p)), 1, 0)
		return errno == 0 && (p.revents&events != 0) == yes
	})
}

// From the kernel's poll.h, ioctls.h and socket.h.
const (
	pollIn    = 0x1
	pollOut   = 0x4
	pollErr   = 0x8
	pollHup   = 0x10
	pollRdhup = 0x2000
	fionread  = 0x541b
	soMeminfo = 55
)
