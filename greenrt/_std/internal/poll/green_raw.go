// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package poll

import (
	"syscall"
	_ "unsafe" // for go:linkname
)

// Which reads and writes are made without telling the scheduler
// (syscall/green_raw.go): those of stream sockets, by the holder of a hub, of a size
// that the kernel copies in some ten microseconds. Who stops the world waits for
// that long, as for any code that is between two safe points. The rest, and all while
// the world is to stop or a trace is made, go Go's own way.
const (
	greenRawRead  = 64 << 10
	greenRawWrite = 16 << 10 // over loopback a write does the receiver's work, too
)

//go:linkname greenRaw runtime.greenRaw
func greenRaw() bool

//go:noescape
//go:linkname greenRecv syscall.greenRecv
func greenRecv(fd int, p []byte) (n int, err error)

//go:noescape
//go:linkname greenSend syscall.greenSend
func greenSend(fd int, p []byte) (n int, err error)

// greenIsSocket reports whether fd is a stream socket of the poller. Package os has
// files only, even if they are sockets.
func (fd *FD) greenIsSocket() bool {
	return fd.IsStream && !fd.isFile && fd.pd.pollable()
}

// greenSysRead reads from the descriptor. p is not empty.
func (fd *FD) greenSysRead(p []byte) (int, error) {
	if len(p) <= greenRawRead && fd.greenIsSocket() && greenRaw() {
		if n, err := greenRecv(fd.Sysfd, p); err != syscall.EINTR {
			return n, err
		}
	}
	return ignoringEINTRIO(syscall.Read, fd.Sysfd, p)
}

// greenSysWrite writes to the descriptor.
func (fd *FD) greenSysWrite(p []byte) (int, error) {
	if 0 < len(p) && len(p) <= greenRawWrite && fd.greenIsSocket() && greenRaw() {
		if n, err := greenSend(fd.Sysfd, p); err != syscall.EINTR {
			return n, err
		}
	}
	return ignoringEINTRIO(syscall.Write, fd.Sysfd, p)
}
