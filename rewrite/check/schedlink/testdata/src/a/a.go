// Package a reaches into the runtime.
package a

import _ "unsafe"

// A directive ends with its line, so what is expected stands before it.

/* // want `linkname of park to runtime.gopark \[GR1004\]` */ //go:linkname park runtime.gopark
func park()

/* // want `sync.runtime_Semacquire` */ //go:linkname semacquire sync.runtime_Semacquire
func semacquire(*uint32)

/* // want `internal/poll.runtime_pollWait` */ //go:linkname wait internal/poll.runtime_pollWait
func wait()

/* // want `runtime.netpoll` */ //go:linkname poll runtime.netpoll
func poll()

/* // want `runtime.entersyscall` */ //go:linkname enter runtime.entersyscall
func enter()

/* // want `linkname of mine to runtime.usleep` */ //go:linkname mine runtime.usleep
func mine()                                        {}

/* ok */ //go:linkname nanotime runtime.nanotime
func nanotime() int64

/* ok */ //go:linkname pin runtime.procPin
func pin() int

/* ok */   //go:linkname own
func own() {}

/* ok */ //go:linkname hash runtime.memhash
func hash()

/* ok */      // go:linkname gopark runtime.gopark
func gopark() {}
