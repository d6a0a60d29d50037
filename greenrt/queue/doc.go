// Package queue has what gevent's module of this name has. A [Queue] is made by [New],
// first in first out; by [NewLifo]; by [NewPriority]; or by [NewChannel], which holds
// nothing and passes each item from one greenlet to another. A [Joinable] also counts
// what is still to be done.
//
// Those who wait to put and those who wait to get are served in the order in which they
// came. An item is passed to exactly one getter, also if getters or putters are
// killed or timed out: a wait that was ended has put or got nothing.
//
// All methods may be called by any goroutine. Those that wait end when the caller is
// killed or timed out, in plain programs too (see package greenrt). They cannot stand in a
// select statement; greenrt.Wait waits for several, and says that there is an item, which
// another getter may then be the first to take.
package queue
