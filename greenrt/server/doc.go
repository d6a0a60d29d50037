// Package server has servers that call a handler, in a greenlet of its own, for each
// connection or datagram, as gevent's modules server and baseserver.
//
//	s := &server.StreamServer{Addr: "127.0.0.1:7000", Handler: echo, PoolSize: 100}
//	err := s.ServeForever(ctx)
//
// How many handlers run at once, and what [StreamServer.Stop] does to them, is decided as in
// gevent:
//
//	PoolSize, Pool       handlers at once              Stop
//	neither (default)    any number                    leaves them running
//	PoolSize: n          n; more clients wait in the   waits for them, and kills those that
//	                     kernel's queue                are left when its time is over
//	Pool: p              what p allows, together       the same, for its own handlers
//	                     with p's other users
//	Pool: pool.New(0)    any number                    the same
//
// A handler that panics ends alone, and is reported as by greenrt.Go. An error of accepting
// is logged, and tried again after a delay that doubles each time, from MinDelay to
// MaxDelay; one that cannot go away stops the server.
//
// # Kills
//
// In a green program a handler is killed wherever it waits (see greenrt.Greenlet.Kill). In a
// plain one a kill reaches waits of greenrt only; there the server also closes the
// handler's connection, which ends its reads and writes. In both the handler's
// context is cancelled at that moment, and not before, so that what a handler does with it
// is as graceful as the handler.
//
// All methods may be called by any goroutine. The fields are set before the start and not
// changed while the server runs.
package server
