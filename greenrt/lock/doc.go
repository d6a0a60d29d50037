// Package lock has what gevent's module of this name has: a [Semaphore], a
// [BoundedSemaphore], and an [RLock] that is owned by a greenlet.
//
// All methods may be called by any goroutine. Those that wait end when the caller is
// killed or timed out, in plain programs too (see package greenrt). For a plain mutex
// there is sync.Mutex, which in a green program can be killed as well and costs less.
package lock
