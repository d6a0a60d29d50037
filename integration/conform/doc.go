// Package conform holds greenrt against gevent, statement by statement.
//
// The table, in the files table*.go, has what gevent and greenlet promise and what becomes of
// each promise here. A statement that holds is marked in the test that proves it, by a
// comment where it does:
//
//	//gevent:Timeout.twice
//
// or, if it holds in green builds only,
//
//	//gevent:spawn.order green
//
// and in a script of the greenify command by a line "#gevent:..." of its own. TestTable reads
// the marks of all tests. It fails if a statement has no test and no reason why it can have
// none, if a mark names a statement that is not there, if the table names something of
// greenrt's that does not exist, and if docs/gevent.md, which is made of all this, is not up to
// date; go test ./integration/conform -update brings it there.
//
// It does not run the tests it names: they run with the rest, plain and in green builds. The
// tests that are here are of the standard library, as people who come from gevent use it.
package conform
