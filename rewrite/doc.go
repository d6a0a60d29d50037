// Package rewrite makes a green GOROOT: a twin of the user's Go tree in which
// some standard library files are rewritten so that what blocks a thread makes
// a greenlet wait instead.
//
// The steps are
//
//	FindToolchain  which Go would build the target, asked in its own directory
//	Load           the target's packages, with go/packages
//	Find           the green GOROOT, if it was made before
//	NewPlan        which rules of rewrite/patch apply; applies them in memory
//	Plan.Make      lays the green GOROOT out in the cache, or finds it there
//
// after which the ordinary go command of that tree builds the program.
//
// # Places
//
// A rule names its place by syntax: match.go finds it, edit.go changes it there.
// Exactly one file for linux/amd64 must define the function, and it must hold the
// shape exactly once; all else is a [*ShapeError], which names the Go version, the
// package and the function. A file that greenify has rewritten is refused, since
// an inserted statement does not break the shape, and would be inserted again.
//
// # Lines
//
// People compare stack traces with Go's source. So line directives keep every
// original line at its number, and show an inserted statement at the line of the
// statement that it stands before (lines.go). The engine checks that for each
// node before it returns a file.
//
// # Trees
//
// layout.go says what in a green GOROOT is copied and what is linked, key.go what
// names it in the cache, compiler.go what it has in the place of its compiler. A tree
// appears under its name at once, by a rename, and is never changed then.
//
// The package prints nothing, never exits, and never writes outside the cache
// directory. It imports nothing of greenrt: what is added to the standard
// library comes in through Config.Adds.
package rewrite
