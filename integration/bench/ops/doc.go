// Package ops holds the operations of Go's scheduler that the benchmarks next to it measure:
// bench/probe in stock and green builds, and bench/watched with greenrt/monitor off and on.
// They are here so that both have a figure of the same thing.
//
// Each function does its operation n times, n being large, and returns when the goroutines
// that it started have nothing left to do. Nothing is timed here: that is for package batch.
// A function with an operation of two halves does n/2 of each.
package ops
