// Package pairs compares a stock build with a green one by runs that stand next to
// each other in time.
//
// The runs are of three kinds: A stock, B green, C green with GREENRT=off=1. They go
// in groups of A B C C B A, so that a machine that becomes slower or faster meanwhile
// does so for all three alike, and only numbers of one group are divided by each
// other. A group yields two pairs of each kind, the neighbours and the outer ones.
// What counts is the median of the ratios; its noise, below which no ratio means
// anything, is how far the first stock run of a group is from the last.
//
// BuildAll makes the builds and Run runs one and reads what it prints. What a number is
// of, and how it is shown, is the caller's. Pairs cannot tell what favours one kind in every
// run from what is measured, such as code that happens to lie well: for that the builds are linked in
// several orders.
package pairs
