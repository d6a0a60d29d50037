// Package check says which packages of a program can be made green, which cannot,
// and why.
//
// The steps of [Run] are
//
//	load.go      the program and all that it links, with types and syntax
//	analyzers.go one analyzer for each reason of package reason, in a directory each
//	reach.go     which functions the program can reach, by RTA
//	path.go      how it gets there
//	report.go    what comes out; its JSON form is a schema that others read
//	cache.go     the report of a program in which nothing has changed
//
// A finding counts if its function can be reached from a main function that was
// asked for, or from a test. A package that was asked for and that none of these
// mains links is a library: all its functions can be reached. The standard library
// is what greenify patches, so it is not looked into; what it has for its
// callers is in package knowledge.
//
// # Verdicts
//
// A package has the class of its worst finding: green, offloaded, thread-bound,
// not green. One that did not load is unknown, and so is one that imports such a
// package; unknown counts as not green, and the program with it.
//
// # What it cannot do
//
// Rapid Type Analysis follows every call that the types allow, so a path may be
// one that the program never takes. It is not sound where calls leave the
// language: a function called only from assembly, from C without an export
// comment, or found by its name in a plugin counts as not reached. Calls
// by reflection reach every method of a type that was made an interface value.
// Functions behind a linkname count as reached. Where a package did not load there
// is no call graph, and every function of the program counts as reached.
//
// Nothing is measured: a finding says that code can hold a hub, not for how long.
// A loop that computes for long with calls inside is not found; it is preempted
// every 10 ms, like any goroutine.
//
// The package prints nothing, and writes nothing but its cache.
package check
