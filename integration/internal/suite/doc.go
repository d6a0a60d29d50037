// Package suite holds a green build of somebody else's test suite against a
// stock build of the same one.
//
// A suite is one package's tests, unedited. Both toolchains compile it to a
// test binary; then the binaries run one at a time, in turns, and are compared:
//
//   - a test or subtest that passes in stock passes in green, and none goes
//     wrong in green only;
//   - the green binary's elapsed time is at most a given multiple of stock's.
//     Only the binaries' own time counts, not the compiler's.
//
// Three rules keep the comparison honest.
//
// Green is never run again to get a pass. A green failure is excused only if
// the stock binary, run again, fails the same test: then the flake is the
// suite's own, and is reported as such (see excuse).
//
// Time is measured in pairs. If the first pair is over the limit, more are run,
// since a busy machine slows down whichever of the two is running (see
// Verdict.Time). The tests of every pair count.
//
// What must differ stands in a table of known differences, and an entry that
// no longer differs is an error (see Known). The suite runs without these tests,
// since some of them hang; each then runs alone, and what hangs is ended with a
// dump of its goroutines.
package suite
