// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package os

import (
	"internal/poll"
	"internal/syscall/unix"
	"syscall"
	_ "unsafe" // for go:linkname
)

// greenMember reports whether the calling goroutine is a greenlet.
//
//go:linkname greenMember runtime.greenMember
func greenMember() bool

// greenAwaitProcess waits in the poller until the process of pidfd has ended, if it
// can: so a greenlet that waits for a process keeps no thread, and can be killed. The
// caller calls waitid afterwards in any case.
func greenAwaitProcess(pidfd uintptr) {
	if !greenMember() {
		return
	}
	// The pidfd itself may be in use by others.
	dup, err := unix.Fcntl(int(pidfd), syscall.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return
	}
	fd := poll.FD{Sysfd: dup}
	if err := fd.Init("file", true); err != nil {
		syscall.Close(dup) // the kernel cannot poll a pidfd
		return
	}
	defer fd.Close()
	fd.RawRead(func(uintptr) bool {
		var info unix.SiginfoChild
		err := ignoringEINTR(func() error {
			return unix.Waitid(unix.P_PIDFD, dup, &info, syscall.WEXITED|syscall.WNOWAIT|syscall.WNOHANG, nil)
		})
		return err != nil || info.Pid != 0
	})
}
