// Package greenrt is what a program may ask of the green scheduler that it was built
// with: it starts goroutines that can be named, awaited, killed and timed out, as gevent
// does.
//
// A program needs no import to be green: greenify makes every goroutine a greenlet, of
// which a hub runs one at a time. This package is for programs that want more, and is the
// vocabulary of Python's gevent. The packages below it are named as gevent's modules:
// event, queue, pool, lock, local, threadpool, server, backdoor, monkey and util; greenlet
// is for coroutines that switch to one another, and monitor shows what the hub does.
//
// Everything may be called by any goroutine unless it says otherwise. What waits says so,
// or is called Wait, Join, Get, Put, Acquire or Lock; such a wait ends when the caller is
// killed or timed out. A method whose name ends in Timeout waits for at most a
// [time.Duration]: not at all if that is not positive, without a limit if it is [Never].
// One whose name begins with Try does not wait.
//
// # Killing
//
// [Greenlet.Kill] and [Timeout] reach a goroutine wherever it waits: on a channel, in a
// select, on anything of package sync, in time.Sleep, for a socket, a pipe or a child. The
// wait is undone, and a panic is raised in its place with a value that is an
// [Interrupt]. Deferred functions run; so a lock that is unlocked by defer is unlocked. A
// channel, a lock or a socket is afterwards as if the goroutine had never waited for it.
//
// A goroutine that computes, or is in a call that blocks its thread, is not interrupted: the
// panic is raised where it next waits.
//
// A function that recovers everything sees an Interrupt as well, and should panic with it
// again. What holds a lock across a wait and does not unlock it by defer keeps it locked,
// as after any panic.
//
// Read and Write of an [os.File], os.Stdout and os.Stderr among them, are such places too,
// before anything is read or written: what was asked for while the goroutine computed is
// raised there, though the call does not wait. So code that locks, writes to a file or
// prints, and unlocks without defer is right in Go and not in a goroutine that is killed or
// timed out. [Shield] around it makes it right. Nor can a Writer that was interrupted, or a
// [bufio.Writer] around it, say how much was written; do not go on with it.
//
// What a [sync.Once] does, and what OnceFunc and its like do, is done for all, so it is
// shielded: who is the first to come is killed, or timed out, at its next wait after. This
// holds for timeouts that the function itself starts. A Once whose function waits for long
// should limit that in another way, by a context or a deadline. Those who wait for it to be
// done can be killed.
//
// The standard library holds its own against kills: a connection of database/sql whose
// driver was interrupted is closed and not used again, also that of a Tx or Conn; a handler
// of net/http that was interrupted in the request's body may answer, and one that
// was in HTTP/1's response may not go on with it, and the connection is closed.
//
// # Plain programs
//
// With an ordinary go build, or GREENRT=off=1, everything here works on goroutines, only
// slower; so a library may import it. But a kill or a timeout reaches a goroutine only
// where it waits in this package or one below it. Elsewhere [Greenlet.Kill] returns
// [ErrUnreachable], and a Timeout waits until the goroutine comes to such a place. And the
// end of a goroutine that was not started here is not noticed at once: see [Current].
//
// # Which build
//
// [Enabled] tells whether the program is green, and [ReadStats] how often greenlets left
// their hub.
package greenrt
