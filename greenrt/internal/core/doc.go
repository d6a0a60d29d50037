// Package core is what all packages below greenrt are built on: what a goroutine is to
// greenrt ([G]), what can be raised in it ([Request]), and how it waits ([Waiter]).
//
// Each has two implementations. In a green program the core in package runtime does
// the work: it finds a goroutine's G, wakes and puts to sleep, and ends waits of any
// kind. In a plain program, or with GREENRT=off=1, a G is found by the goroutine's
// number, a Waiter is a channel, and a request reaches its goroutine only while that
// waits on a Waiter. Which one it is does not change while the program runs.
package core
