// Package knowledge says what a caller of the kernel has to know of linux/amd64,
// of package syscall and of golang.org/x/sys/unix: which functions enter it, by
// which way, and whether they wait there.
//
// It has four tables.
//
//	traps.go    whether a system call waits, by its name; written by hand
//	numbers.go  the name of each number; generated from x/sys/unix
//	functions.go the exported functions that wait, or enter raw with a call that
//	            can; generated from the sources of syscall and x/sys/unix
//	links.go    the functions of the runtime that a linkname should not reach
//
// Run "go generate" in this directory for a new release of Go or x/sys. The tests
// make the generated tables again from the Go that runs them, and fail if a
// function appeared, vanished or changed its class; they also hold traps.go
// against the table that the green runtime itself decides by.
//
// What it cannot do: numbers and functions are those of linux/amd64. A function
// of a newer x/sys that is not in the table is taken for one that does not wait;
// all that wait are in the table of the version that this module requires.
package knowledge

//go:generate go run gen.go
