// Package greenlet is the model of Python's greenlet project: coroutines that hand
// control, and a value, to one another by name.
//
// A greenlet is made by [New] and begins when it is first switched to. [Greenlet.Switch]
// leaves the caller where it is, passes a value, and returns when somebody switches
// back, with the value that they passed. What the greenlet's function returns goes to its
// parent, which is the one that made it, as the result of the parent's own pending
// Switch.
//
// Every goroutine is the root of a tree of greenlets, of which one runs at a time, as if
// they were one goroutine. One cannot switch to a greenlet of another tree. In a green
// program a switch is a few instructions; in a plain one the greenlets pass a
// baton.
//
// While a greenlet waits in Switch nothing can be raised in it ([greenrt.Greenlet.Kill],
// [greenrt.Timeout]): it is raised at its first wait of another kind. Throw raises an
// error in Switch.
package greenlet
