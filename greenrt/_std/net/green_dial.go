// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package net

import (
	"context"
	"syscall"
)

// greenDial is dial, which a kill may leave by a panic while it waits to be connected.
// The caller would close the socket after an error.
func (fd *netFD) greenDial(ctx context.Context, laddr, raddr sockaddr, ctrlCtxFn func(context.Context, string, string, syscall.RawConn) error) error {
	returned := false
	defer func() {
		if !returned {
			fd.Close()
		}
	}()
	err := fd.dial(ctx, laddr, raddr, ctrlCtxFn)
	returned = true
	return err
}
