// Package cread waits in C, for tests, which cannot have C themselves.
package cread

// #include <unistd.h>
// static int readOne(int fd) { char c; return read(fd, &c, 1) == 1 ? c : -1; }
import "C"

// Byte reads a byte from fd in C, which blocks, and returns it, or -1.
func Byte(fd int) int { return int(C.readOne(C.int(fd))) }
