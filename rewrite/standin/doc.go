// Package standin is the program that a green GOROOT has in the place of its
// compiler.
//
// The go command runs it for each package as it would run the compiler. It looks into
// the sources that it is given, changes what package target wants to be changed, and
// runs the real compiler. For nearly every package there is nothing to change, which a
// search for two words finds out; then it becomes the real compiler.
//
//	run.go    what it does with a command line
//	args.go   the command line, as far as it has to be understood
//	types.go  types, from the export data that the compiler is given
//	id.go     the name of this program, for the go command's cache
//
// # What is not certain
//
// Types are needed to tell which number a raw system call has. They are made by
// go/types from the same export data that the compiler reads. Should that
// fail where the compiler succeeds, there is a warning, and calls whose number is not
// known for it stay raw: a build is never broken by what greenify does not understand.
package standin
