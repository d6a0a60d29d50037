// Package target says what greenify changes in the packages of a program, as
// opposed to the standard library, and changes it.
//
// # Raw system calls
//
// RawSyscall enters the kernel without telling the scheduler, so a wait there holds
// the hub. A call of RawSyscall, RawSyscall6 or RawSyscallNoError, of package syscall
// or golang.org/x/sys/unix, becomes one of Syscall and its like, which leave the hub.
// Their parameters and results are the same. That is done where
//
//   - the number is a constant, and package knowledge has it as one that can wait;
//   - no constant argument says that it shall not wait, and its descriptor is not
//     that of a RawConn;
//   - the function is an ordinary one (free.go): code that runs in the child of a
//     fork, or that may not be preempted, must not meet the scheduler;
//   - nobody has said //greenify:off.
//
// All others stay as they are, and greenify check reports them.
//
// # Directives
//
//	//greenify:offload   calls of the function leave the hub
//	//greenify:off       nothing in the function is changed
//
// stand in the comment directly above a function, like //go:noinline, and mean
// nothing to other tools. One that is misspelt, or that stands elsewhere, is an error:
// it would be a promise that nobody keeps.
//
// # Text
//
// What comes out has each token of the original at its place. "RawSyscall(" becomes
// "Syscall   (", which is as long; what an offloaded function begins with is followed
// by a line directive with a column. So errors, stack traces, profiles, breakpoints and
// coverage are those of the original, which also may be the text that go test -cover
// has put counters into.
//
// Rejected: dst, with which the standard library is rewritten. It sets the whole
// file anew, and would have to repair the place of each token afterwards.
//
// The same analyzer decides for the build and for greenify check, so that the two
// cannot come to differ. The package prints nothing, and reads and writes no file.
package target
