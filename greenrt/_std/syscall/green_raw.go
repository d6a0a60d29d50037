// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package syscall

import (
	"internal/asan"
	"internal/msan"
	"internal/race"
	"unsafe"
)

// Reading and writing sockets without telling the scheduler.
//
// Go tells its scheduler of each system call (entersyscall, exitsyscall), so that the
// P can be taken away while the call blocks. A call on a socket with MSG_DONTWAIT does
// not block, whatever the descriptor is set to, and what it does is bounded by the
// bytes that it moves; so it may as well be made like any other code that takes a few
// microseconds. package internal/poll says when (green_raw.go).
//
// Otherwise these are Read and Write, down to the edges that the race detector sees.
// A write to a connection that is closed raises SIGPIPE as there, hence no
// MSG_NOSIGNAL.

// greenRecv reads from a socket into p, which is not empty.
//
//go:linkname greenRecv
func greenRecv(fd int, p []byte) (n int, err error) {
	r, _, e := RawSyscall6(SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), MSG_DONTWAIT, 0, 0)
	n = int(r)
	if e != 0 {
		err = errnoErr(e)
	}
	if race.Enabled {
		if n > 0 {
			race.WriteRange(unsafe.Pointer(&p[0]), n)
		}
		if err == nil {
			race.Acquire(unsafe.Pointer(&ioSync))
		}
	}
	if msan.Enabled && n > 0 {
		msan.Write(unsafe.Pointer(&p[0]), uintptr(n))
	}
	if asan.Enabled && n > 0 {
		asan.Write(unsafe.Pointer(&p[0]), uintptr(n))
	}
	return n, err
}

// greenSend writes p, which is not empty, to a socket.
//
//go:linkname greenSend
func greenSend(fd int, p []byte) (n int, err error) {
	if race.Enabled {
		race.ReleaseMerge(unsafe.Pointer(&ioSync))
	}
	r, _, e := RawSyscall6(SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)), MSG_DONTWAIT, 0, 0)
	n = int(r)
	if e != 0 {
		err = errnoErr(e)
	}
	if race.Enabled && n > 0 {
		race.ReadRange(unsafe.Pointer(&p[0]), n)
	}
	if msan.Enabled && n > 0 {
		msan.Read(unsafe.Pointer(&p[0]), uintptr(n))
	}
	if asan.Enabled && n > 0 {
		asan.Read(unsafe.Pointer(&p[0]), uintptr(n))
	}
	return n, err
}
