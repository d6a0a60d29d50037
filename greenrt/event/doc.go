// Package event has what gevent's module of this name has: an [Event] that many may wait
// for, and an [AsyncResult] that one sets and many get.
//
// All methods may be called by any goroutine. Those that wait end when the caller is
// killed or timed out, in plain programs too (see package greenrt). They cannot stand in a
// select statement; greenrt.Wait waits for several.
package event
