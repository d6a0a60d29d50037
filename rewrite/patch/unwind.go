package patch

// unwinding: what the standard library does not expect is that a wait is left by a panic.
// Its own rule is that a panic is the program's fault and mostly its end, so some of its
// functions leave behind what nobody can use, or tell nobody. The rules here let those who
// come later find things as if the wait had ended with an error. Each is for a
// panic of any kind, and costs those who are not interrupted a deferred call that the
// compiler makes inline. They are part of Thread.
var unwinding = concat(unwindSync, unwindSQL)

var unwindSync = []Rule{
	{
		Pkg: "sync", Func: "(*Once).doSlow", Op: Before,
		Find: "defer o.done.Store(true)",
		Text: "greenWas := greenShieldKill(true)\ndefer func() {\n\tgreenUnshield(greenWas)\n}()",
		Why:  "What a Once does is done for all, and once: a kill of the one who came first waits until it is done.",
	},
	{
		Pkg: "sync", Func: "(*WaitGroup).Go", Op: Before,
		Find: "panic(x)",
		Text: "if greenEndsQuietly(x) {\n\twg.Done()\n}",
		Why:  "A goroutine that is killed ends, and the program does not.",
	},
}

// unwindSQL: a call of the driver that is left by a panic leaves the connection in the middle
// of a conversation: the answer that is still to come would be the next user's. Such a
// connection is marked as cut (database/sql's green.go), and the pool does not
// take it back.
var unwindSQL = []Rule{
	{
		Pkg: "database/sql", Type: "driverConn", Op: Field,
		Find: "needReset bool",
		Text: "greenCut atomic.Bool",
		Why:  "Whether a call of the driver was left by a panic.",
	},
	{
		Pkg: "database/sql", Func: "(*driverConn).validateConnection", Op: After,
		Find: "defer dc.Unlock()",
		Text: "if dc.greenCut.Load() {\n\treturn false\n}",
		Why:  "The pool closes a connection that was cut.",
	},
	{
		Pkg: "database/sql", Func: "withLock", Op: Replace,
		Find: "fn()",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\tgreenCutOff(lk)\n\t}\n}()\nfn()\ngreenInside = false",
		Why:  "Most calls of the driver are made here.",
	},
	{
		Pkg: "database/sql", Func: "resultFromStatement", Op: Replace,
		Find: "resi, err := ctxDriverStmtExec(ctx, ds.si, dargs)",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\tgreenCutOff(ds.Locker)\n\t}\n}()\nresi, err := ctxDriverStmtExec(ctx, ds.si, dargs)\ngreenInside = false",
		Why:  "And some here.",
	},
	{
		Pkg: "database/sql", Func: "rowsiFromStatement", Op: Replace,
		Find: "return ctxDriverStmtQuery(ctx, ds.si, dargs)",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\tgreenCutOff(ds.Locker)\n\t}\n}()\nrowsi, err := ctxDriverStmtQuery(ctx, ds.si, dargs)\ngreenInside = false\nreturn rowsi, err",
		Why:  "And here.",
	},
	{
		Pkg: "database/sql", Func: "(*Rows).nextLocked", Op: Replace,
		Find: "rs.lasterr = rs.rowsi.Next(rs.lastcols)",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\tgreenCutOff(rs.dc)\n\t}\n}()\nrs.lasterr = rs.rowsi.Next(rs.lastcols)\ngreenInside = false",
		Why:  "A row that was half read; Rows.Close gives the connection back.",
	},
	{
		Pkg: "database/sql", Func: "(*Rows).NextResultSet", Op: Expr,
		Find: "nextResultSet.NextResultSet()",
		Text: "rs.greenNextResultSet(nextResultSet)",
		Why:  "The same of the next result, in a function of its own: one deferred call more and the compiler would make none inline.",
	},
	{
		Pkg: "database/sql", Func: "(*Rows).close", Op: Before,
		Find: "withLock(rs.dc, func() {\n\terr = rs.rowsi.Close()\n})",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\trs.greenAbandon()\n\t}\n}()",
		Why:  "The rows are closed by now, and nobody else gives the connection back.",
	},
	{
		Pkg: "database/sql", Func: "(*Rows).close", Op: Before,
		Find: "err = rs.rowsi.Close()",
		Text: "if rs.dc.greenCut.Load() {\n\terr = driver.ErrBadConn\n\treturn\n}",
		Why:  "The driver would wait for the rest of what the rows were cut off from; the connection is closed instead.",
	},
	{
		Pkg: "database/sql", Func: "(*driverStmt).Close", Op: Replace,
		Find: "ds.closeErr = ds.si.Close()",
		Text: "if greenIsCut(ds.Locker) {\n\tds.closeErr = driver.ErrBadConn\n\treturn ds.closeErr\n}\ngreenInside := true\ndefer func() {\n\tif greenInside {\n\t\tgreenCutOff(ds.Locker)\n\t}\n}()\nds.closeErr = ds.si.Close()\ngreenInside = false",
		Why:  "The same of a statement.",
	},
	{
		Pkg: "database/sql", Func: "(*Rows).close", Op: Before,
		Find: "rs.releaseConn(err)",
		Text: "greenInside = false",
		Why:  "It is given back.",
	},
	{
		Pkg: "database/sql", Func: "(*Conn).closemuRUnlockCondReleaseConn", Op: Enter,
		Text: "if c.dc != nil && c.dc.greenCut.Load() {\n\terr = driver.ErrBadConn\n}",
		Why:  "A Conn whose connection was cut is done.",
	},
	{
		Pkg: "database/sql", Func: "(*Tx).grabConn", Op: Before,
		Find: "if hookTxGrabConn != nil {\n\thookTxGrabConn()\n}",
		Text: "if tx.dc.greenCut.Load() {\n\ttx.closemu.RUnlock()\n\treturn nil, nil, driver.ErrBadConn\n}",
		Why:  "A transaction's connection is no other's: it can only roll back.",
	},
	{
		Pkg: "database/sql", Func: "(*Tx).Commit", Op: Before,
		Find: "withLock(tx.dc, func() {\n\terr = tx.txi.Commit()\n})",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\ttx.close(driver.ErrBadConn)\n\t}\n}()",
		Why:  "The transaction is done by now, and nobody else gives the connection back.",
	},
	{
		Pkg: "database/sql", Func: "(*Tx).Commit", Op: After,
		Find: "withLock(tx.dc, func() {\n\terr = tx.txi.Commit()\n})",
		Text: "greenInside = false",
		Why:  "It was not interrupted.",
	},
	{
		Pkg: "database/sql", Func: "(*Tx).rollback", Op: Before,
		Find: "withLock(tx.dc, func() {\n\terr = tx.txi.Rollback()\n})",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\ttx.close(driver.ErrBadConn)\n\t}\n}()",
		Why:  "The same of a rollback.",
	},
	{
		Pkg: "database/sql", Func: "(*Tx).rollback", Op: After,
		Find: "withLock(tx.dc, func() {\n\terr = tx.txi.Rollback()\n})",
		Text: "greenInside = false",
		Why:  "It was not interrupted.",
	},
	{
		Pkg: "database/sql", Func: "(*Tx).rollback", Op: Before,
		Find: "err = tx.txi.Rollback()",
		Text: "if tx.dc.greenCut.Load() {\n\terr = driver.ErrBadConn\n\treturn\n}",
		Why:  "The driver would wait for the answer that the transaction was cut off from; the server rolls back when the connection is closed.",
	},
	{
		Pkg: "database/sql", Func: "(*Tx).Commit", Op: Before,
		Find: "err = tx.txi.Commit()",
		Text: "if tx.dc.greenCut.Load() {\n\terr = driver.ErrBadConn\n\treturn\n}",
		Why:  "Nor can it be committed.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).pingDC", Op: Enter,
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\trelease(driver.ErrBadConn)\n\t}\n}()",
		Why:  "Who is killed in the driver gives the connection back.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).pingDC", Op: Before,
		Find: "release(err)",
		Text: "greenInside = false",
		Why:  "It is given back.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).beginDC", Op: Enter,
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\trelease(driver.ErrBadConn)\n\t}\n}()",
		Why:  "Who is killed in the driver gives the connection back.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).beginDC", Op: Before,
		Find: "if err != nil {\n\trelease(err)\n\treturn nil, err\n}",
		Text: "greenInside = false",
		Why:  "It is given back, or the transaction's.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).queryDC", Op: Enter,
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\treleaseConn(driver.ErrBadConn)\n\t}\n}()",
		Why:  "Who is killed in the driver gives the connection back.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).queryDC", Op: Before,
		Find: "if err != driver.ErrSkip {\n\t__\n}",
		Text: "greenInside = err == driver.ErrSkip",
		Why:  "It is given back, or the rows', or the driver is called again.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).queryDC", Op: After,
		Find: "withLock(dc, func() {\n\tsi, err = ctxDriverPrepare(ctx, dc.ci, query)\n})",
		Text: "greenInside = err == nil",
		Why:  "It is given back, or the driver is called again.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).queryDC", Op: After,
		Find: "rowsi, err := rowsiFromStatement(ctx, dc.ci, ds, args...)",
		Text: "greenInside = false",
		Why:  "It is given back, or the rows'.",
	},
	{
		Pkg: "database/sql", Func: "(*Stmt).connStmt", Op: Before,
		Find: "withLock(dc, func() {\n\tds, err = s.prepareOnConnLocked(ctx, dc)\n})",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\tdc.releaseConn(driver.ErrBadConn)\n\t}\n}()",
		Why:  "Who is killed in the driver gives the connection back.",
	},
	{
		Pkg: "database/sql", Func: "(*Stmt).connStmt", Op: After,
		Find: "withLock(dc, func() {\n\tds, err = s.prepareOnConnLocked(ctx, dc)\n})",
		Text: "greenInside = false",
		Why:  "It was not interrupted.",
	},
	{
		Pkg: "database/sql", Func: "(*Stmt).ExecContext", Op: Replace,
		Find: "res, err = resultFromStatement(ctx, dc.ci, ds, args...)",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\treleaseConn(driver.ErrBadConn)\n\t}\n}()\nres, err = resultFromStatement(ctx, dc.ci, ds, args...)\ngreenInside = false",
		Why:  "Who is killed in the driver gives the connection back.",
	},
	{
		Pkg: "database/sql", Func: "(*Stmt).QueryContext", Op: Replace,
		Find: "rowsi, err = rowsiFromStatement(ctx, dc.ci, ds, args...)",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\treleaseConn(driver.ErrBadConn)\n\t}\n}()\nrowsi, err = rowsiFromStatement(ctx, dc.ci, ds, args...)\ngreenInside = false",
		Why:  "Who is killed in the driver gives the connection back.",
	},
	{
		Pkg: "database/sql", Func: "(*driverConn).resetSession", Op: Enter,
		Text: "greenInside := false\ndefer func() {\n\tif greenInside {\n\t\tdc.Close()\n\t}\n}()",
		Why:  "The connection has been taken out of the pool, and nobody has it yet.",
	},
	{
		Pkg: "database/sql", Func: "(*driverConn).resetSession", Op: Replace,
		Find: "return cr.ResetSession(ctx)",
		Text: "greenInside = true\nerr := cr.ResetSession(ctx)\ngreenInside = false\nreturn err",
		Why:  "It is closed if its driver is interrupted.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).conn", Op: After,
		Find: "waitStart := nowFunc()",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\tdb.greenLeave(req, delHandle)\n\t}\n}()",
		Why:  "Who is killed while it waits for a connection leaves the queue, and what it was given already to others.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).conn", Op: Before,
		Find: "deleted := db.connRequests.Delete(delHandle)",
		Text: "greenInside = false",
		Why:  "It has waited.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).conn", Op: Before,
		Find: "if !ok {\n\treturn nil, errDBClosed\n}",
		Text: "greenInside = false",
		Why:  "It has waited.",
	},
	{
		Pkg: "database/sql", Func: "(*DB).conn", Op: Expr,
		Find: "db.connector.Connect(ctx)",
		Text: "db.greenConnect(ctx)",
		Why:  "Who is killed while it connects gives back its place among the connections that may be open.",
	},
}

// unwindHTTP is part of HTTP.
var unwindHTTP = []Rule{
	{
		Pkg: "net/http", Func: "checkConnErrorWriter.Write", Op: Replace,
		Find: "n, err = w.c.rwc.Write(p)",
		Text: "if w.c.werr == errGreenCut {\n\treturn 0, errGreenCut\n}\ngreenInside := true\ndefer func() {\n\tif greenInside {\n\t\tw.greenCutOff()\n\t}\n}()\nn, err = w.c.rwc.Write(p)\ngreenInside = false",
		Why:  "Nobody knows how much of a response was written when its handler was killed: nothing may follow it.",
	},
	{
		Pkg: "net/http", Func: "(*connReader).Read", Op: Replace,
		Find: "n, err = cr.rwc.Read(p)",
		Text: "greenInside := true\ndefer func() {\n\tif greenInside {\n\t\tcr.greenLeaveRead()\n\t}\n}()\nn, err = cr.rwc.Read(p)\ngreenInside = false",
		Why:  "Who is killed while it reads a request's body does not read any more.",
	},
}
