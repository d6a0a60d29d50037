// Command blocking measures for how long everybody else stands still when a
// goroutine makes a call that blocks its thread.
//
//	make bench-blocking                             stock beside green
//	go run ./integration/blocking -rounds=20 -ways=fsync,tty
//	greenify run ./integration/blocking -way=fsync  one process, as JSON
//
// In a stock build such a call costs the others nothing: another thread takes
// the processor. In a green build the others share a hub with the one that blocks, and
// go on only when that one has left it. How late they are is measured by one of
// them, which sleeps for a millisecond at a time (ticker.go); its worst gap, less that
// millisecond, is the figure. A row without any blocking call shows
// what the machine alone does to it.
//
// Each way to block (a file of calls of a kind, ways_*.go) occurs twice in a
// process, and the two count apart: a green build knows some calls for what they
// are and learns others from the first time that they last. So the driver starts a
// new process for every figure, stock and green in turns, and shows the median and
// the worst of its rounds. Before the first occurrence the process ticks for a
// fifth of a second: a scheduler that has seen nothing happen for a while looks
// less often, and is late the most. As root the driver runs its processes before
// all others (SCHED_FIFO), else a busy machine would be most of the figures.
//
// The tests of this package make every way occur in plain go test and in a green
// build. They fail if a call fails, does not block, or stops the others for a
// second, which stock builds on a busy machine stay below as well: the
// tests are about standing still, the figures about how short.
//
// What is left out, and why:
//
//   - A slow disk. The regular files on this file system are read cold, after
//     POSIX_FADV_DONTNEED, but how long that takes is the machine's business. What
//     a disk that stalls does is shown on a FUSE file system whose server takes its
//     time (fuse.go); it is mounted where only one thread of this process sees
//     it, which takes root. Without root those rows say so.
//   - Dropping the machine's page cache: it would slow down whoever else is there.
//   - The C library's resolver is pointed to a silent server by its own state in
//     the calling thread, and not by a resolv.conf: that file is the machine's. So
//     getaddrinfo is called from C here, not through package net, whose cgo
//     resolver makes the same call in the same way.
package main
