// Package pool has what gevent's module of this name has: a [Group] of greenlets that
// are joined and killed together, a [Pool] of at most so many of them, and functions
// that map over values with one.
//
// All methods may be called by any goroutine. Those that wait end when the caller is
// killed or timed out, in plain programs too (see package greenrt). That ends the wait
// alone: the members go on, but for those of IMap and IMapUnordered.
package pool
