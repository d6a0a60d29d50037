// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package sql

import (
	"context"
	"database/sql/driver"
	"sync"
)

// A connection is cut when a call of its driver is left by a panic, as a kill or a
// timeout of package greenrt does where the driver waits for its server. What the driver has
// asked is still to be answered, and it does not know. So such a connection does not go
// back to the pool as a good one:
//
//	who has it           what becomes of it
//	a call of DB, Stmt   it is given back as a bad one, as if the driver had said ErrBadConn
//	Rows                 likewise by Close, which whoever has Rows defers
//	Conn                 the Conn is done
//	Tx                   calls return ErrBadConn; likewise when it is rolled back
//	nobody yet           it is closed, or is the next waiter's
//
// The driver is not called any more but to close the connection: to close rows or to roll
// back it would wait for the very answer that was too late.

// greenCutOff is called when what was done with lk locked was left by a panic.
func greenCutOff(lk sync.Locker) {
	if dc, ok := lk.(*driverConn); ok {
		dc.greenCut.Store(true)
	}
}

// greenIsCut reports whether lk is a connection that was cut.
func greenIsCut(lk sync.Locker) bool {
	dc, ok := lk.(*driverConn)
	return ok && dc.greenCut.Load()
}

// greenNextResultSet is r.NextResultSet for NextResultSet, which has locked the connection.
func (rs *Rows) greenNextResultSet(r driver.RowsNextResultSet) error {
	inside := true
	defer func() {
		if inside {
			rs.dc.greenCut.Store(true)
		}
	}()
	err := r.NextResultSet()
	inside = false
	return err
}

// greenAbandon is the rest of close for one who leaves it in the driver.
func (rs *Rows) greenAbandon() {
	if rs.cancel != nil {
		rs.cancel()
	}
	rs.dc.greenCut.Store(true)
	rs.releaseConn(driver.ErrBadConn)
}

// greenLeave is called by one who does not wait any more for its request for a
// connection.
func (db *DB) greenLeave(req chan connRequest, handle connRequestDelHandle) {
	db.mu.Lock()
	deleted := db.connRequests.Delete(handle)
	db.mu.Unlock()
	if deleted {
		return
	}
	// Who took the request has answered it under the lock, or closed it.
	if ret := <-req; ret.conn != nil && ret.err == nil {
		db.putConn(ret.conn, nil, false)
	}
}

// greenConnect is Connect for conn, which has counted the connection as open.
func (db *DB) greenConnect(ctx context.Context) (driver.Conn, error) {
	returned := false
	defer func() {
		if !returned {
			db.mu.Lock()
			db.numOpen--
			db.maybeOpenNewConnections()
			db.mu.Unlock()
		}
	}()
	ci, err := db.connector.Connect(ctx)
	returned = true
	return ci, err
}
