// Package truth holds what greenify check says against what happens.
//
// Each directory below testdata is a small program that blocks in one way, or does
// not, while another greenlet of its hub wants to run. The test builds all of them
// green, runs them, and compares the verdict of their package with the longest
// stall that the runtime's monitor saw.
//
// A program that never stays below the limit, in any of several runs, stalls its
// hub; it may not be called green, offloaded or thread-bound. One that never gets
// above it, and is called not green, is called worse than it is; few may be. Other
// work on the machine can make a stall longer and not shorter, and for the first rule the
// time counts not for which threads had to wait for a processor. So a busy machine cannot
// break either, and a program that never had a processor to itself is judged neither way.
package truth
