package core

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Green says whether goroutines are greenlets.
var Green = enabled()

// An askResult is what runtime's greenAskKill and greenUnaskKill answer.
type askResult int32

const (
	gone      askResult = iota // the goroutine has ended
	waits                      // asked, or no longer asked
	done                       // its wait was ended
	elsewhere                  // to be asked by a greenlet of its hub
)

// A G is a goroutine. It is made by [Self], or by [New] for one that is yet to start.
type G struct {
	// Owner is the greenrt.Greenlet that the G belongs to, if there is one.
	Owner atomic.Value

	// OnEnd, if not nil, is called by the goroutine when it ends, however it does.
	// It may not block or panic, and nothing is raised in it. In a plain program it is
	// called late, and by another goroutine, for one that was not bound by Run (sweepPlain).
	OnEnd func()

	// Locals are what package local keeps for the goroutine, which alone reads them, and
	// changes them by SetLocal.
	Locals Locals

	// Coroutine is what package greenlet keeps for the goroutine.
	Coroutine any

	// Spare is what package greenrt keeps of the last Timeout for the next one. Only
	// the goroutine itself uses it.
	Spare any

	// Within is the Timeout of the innermost WithTimeout that the goroutine is in, for
	// package greenrt. Only the goroutine itself uses it.
	Within any

	waiter Waiter         // see MyWaiter
	place  any            // a *Place that was used, see newPlace
	gp     unsafe.Pointer // identity, if green
	goid   uint64

	mu      sync.Mutex
	bound   bool       // a goroutine runs as this G
	ended   bool       // and has ended, or is closed
	pending []*Request // to be raised, oldest first
	parked  *Waiter    // where it waits, in a plain program
	shields int        // depth; written by the goroutine itself
	inOnce  bool       // the outermost shield is inside of one of a sync.Once; the goroutine's own

	waits, lends uint32 // in a plain program; the goroutine's own

	prev, next *G // of all that live
	linked     bool
}

// live is the list of all G that were announced or bound and have not ended. It is also
// what keeps them from the collector, to which the runtime's own pointer to a G is a
// number.
var live struct {
	sync.Mutex
	first *G
	n     int
}

// Announce makes g, which is yet to run, one of those that live.
func (g *G) Announce() {
	live.Lock()
	defer live.Unlock()
	if g.linked {
		return
	}
	g.linked = true
	g.next = live.first
	if g.next != nil {
		g.next.prev = g
	}
	live.first = g
	live.n++
}

// Forget undoes Announce, for one that will not run.
func (g *G) Forget() {
	live.Lock()
	defer live.Unlock()
	if !g.linked {
		return
	}
	g.linked = false
	if g.prev != nil {
		g.prev.next = g.next
	} else {
		live.first = g.next
	}
	if g.next != nil {
		g.next.prev = g.prev
	}
	g.prev, g.next = nil, nil
	live.n--
}

// Live returns all goroutines that greenrt knows of and that have not ended.
func Live() []*G {
	live.Lock()
	defer live.Unlock()
	all := make([]*G, 0, live.n)
	for g := live.first; g != nil; g = g.next {
		all = append(all, g)
	}
	return all
}

// Mine returns the calling goroutine's G, or nil if it has none yet or the program is
// plain. It is what can be inlined of Lookup.
func Mine() *G { return (*G)(self()) }

// Lookup returns the calling goroutine's G, or nil if it has none yet.
func Lookup() *G {
	if Green {
		return (*G)(self())
	}
	return lookupPlain()
}

// Self returns the calling goroutine's G, and makes one if it has none.
func Self() *G {
	if g := Lookup(); g != nil {
		return g
	}
	g := new(G)
	g.Announce()
	g.bind()
	return g
}

// Goid returns the goroutine's number as it is in stack traces, or 0 before it starts.
func (g *G) Goid() uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.goid
}

// SetLocal sets g's value of k, or forgets it if value is nil. It is called by g's own
// goroutine, or before that starts.
func (g *G) SetLocal(k *LocalKey, value any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if value == nil {
		g.Locals.Delete(k)
	} else {
		g.Locals.Put(k, value)
	}
}

// EachLocal calls f with each of g's values. Any goroutine may call it; what a value
// points to is the business of g's own goroutine.
func (g *G) EachLocal(f func(value any)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.Locals.Each(f)
}

// Goid returns the calling goroutine's number.
func Goid() uint64 {
	if Green {
		_, id := identify()
		return id
	}
	return goid()
}

// bind makes g the calling goroutine's.
func (g *G) bind() {
	g.mu.Lock()
	if Green {
		g.gp, g.goid = identify()
	} else {
		g.goid = goid()
	}
	g.bound = true
	if Green && len(g.pending) > 0 {
		ask(g.gp, g.goid) // there was nobody to be asked before
	}
	g.mu.Unlock()
	if Green {
		setSelf(unsafe.Pointer(g))
	} else {
		bindPlain(g)
	}
}

// Run calls fn as g, which was announced and no goroutine was before, and returns when
// fn does.
func (g *G) Run(fn func()) {
	g.bind()
	if !Green {
		defer func() {
			unbindPlain(g)
			g.end()
		}()
	}
	fn()
}

// Close makes g, the calling goroutine's, one in which nothing is raised any more: for
// Raise it has ended, though what is left to do at its end is yet to be done. What was
// asked and not raised is forgotten, by runtime as well, which would else raise
// it where the goroutine next calls a file, in the middle of that.
func (g *G) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ended {
		return
	}
	g.ended = true
	g.pending = nil
	if Green {
		unask(g.gp, g.goid)
	}
}

// Closed reports whether g was closed or has ended.
func (g *G) Closed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.ended
}

// end is called by the goroutine itself when it ends.
func (g *G) end() {
	g.Close()
	g.Forget()
	if g.OnEnd != nil {
		g.OnEnd()
	}
	runtime.KeepAlive(g) // to the runtime, until this returns, g is a number
}

func init() {
	if Green {
		setHooks(raiseHook, func(self unsafe.Pointer) { (*G)(self).end() }, quiet, raised)
	}
}

// MyWaiter returns a Waiter for the calling goroutine, which uses it for one wait at a
// time.
func MyWaiter() *Waiter {
	if g := Lookup(); g != nil {
		return &g.waiter
	}
	return new(Waiter)
}
