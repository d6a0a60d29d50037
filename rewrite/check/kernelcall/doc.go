// Package kernelcall finds the places where a package enters the kernel: calls of
// syscall.Syscall and its like, of the wrappers of package syscall and
// golang.org/x/sys/unix that wait, and function values made of these. The
// analyzers that are about system calls judge what it finds.
//
// # RawConn
//
// The descriptor that a callback of syscall.RawConn is given is in non-blocking
// mode, so a system call on it cannot wait: it fails with EAGAIN, the callback
// returns false, and RawConn waits in the poller. Database drivers look whether a
// connection is alive that way. A callback is a function literal in the place of
// RawConn's argument, or a variable or function that is used in no other way. What
// only callbacks call runs on their descriptor as well.
//
// # What it cannot see
//
// A number that is computed is reported as not known. A descriptor that was put
// into non-blocking mode elsewhere is not recognized.
package kernelcall
