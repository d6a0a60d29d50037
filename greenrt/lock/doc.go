// Package lock has what gevent's module of this name has: a [Semaphore], a
// [BoundedSemaphore], and an [RLock] that is owned by a greenlet.
//
// All methods may be called by any goroutine. Those that wait end when the caller is
// killed or timed out, in plain programs too (see package greenrt). What a greenlet has
// acquired it keeps when it is killed: release by defer. For a plain mutex there is
// sync.Mutex, whose waits can be killed in a green program as well, and which costs less.
package lock
