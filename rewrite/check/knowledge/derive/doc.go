// Package derive makes the generated tables of package knowledge from the source
// of package syscall and of golang.org/x/sys/unix.
//
// A function's system calls are those that it makes itself, with a constant
// number, and those of the functions of its package that it mentions. That is
// exact for the wrappers, which are generated and hold no dynamic calls. What a
// child does between fork and exec is not its parent's, and is left out.
package derive
