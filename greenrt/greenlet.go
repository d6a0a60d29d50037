package greenrt

import (
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// A Greenlet is a goroutine that can be named, awaited, killed and timed out from
// outside. It is made by [Go], [GoErr], [Spawn] and [SpawnLater], and [Current] makes
// one of any goroutine.
//
// All methods may be called by any goroutine, at any time and at once.
type Greenlet struct {
	g      *core.G
	goes   core.G // what g points to, if greenrt started it
	id     uint64
	name   atomic.Pointer[string]
	parent *lineage // of the one that started it, or nil
	own    atomic.Pointer[lineage]
	site   uintptr // return address of the call that started it

	mu      sync.Mutex
	state   state
	err     error
	fn      func() error
	later   *time.Timer      // that will start it
	links   []*core.Callback // in the order in which they were made
	joiners core.Line[struct{}]
	done    chan struct{}
	adopted bool
	exit    error // that ends one that was adopted
}

type state uint8

const (
	scheduled state = iota // its function has not begun
	running
	ended
)

// A lineage is what a greenlet leaves to those that it starts: not itself, which
// would keep every ancestor in memory.
type lineage struct {
	id     uint64
	living atomic.Pointer[Greenlet]
	above  atomic.Pointer[lineage] // of the parent, or since the end of the nearest that lived then
}

// alive returns the nearest of l and those above that lives, or nil.
func (l *lineage) alive() *lineage {
	for l != nil && l.living.Load() == nil {
		l = l.above.Load()
	}
	return l
}

var lastID atomic.Uint64

// Go starts fn in a greenlet of its own. It does not block or yield: fn begins when
// its turn comes.
//
// If fn panics, the panic is kept as the greenlet's error, a [*PanicError], and
// reported ([OnPanic]); the program goes on, as in gevent. A nil fn panics in the caller.
func Go(fn func()) *Greenlet {
	need(fn != nil)
	return start(0, nil, func() error { fn(); return nil })
}

// GoErr is [Go] for a function that can fail. A non-nil error is the greenlet's error,
// and is not reported to anybody who does not ask.
func GoErr(fn func() error) *Greenlet {
	need(fn != nil)
	return start(0, nil, fn)
}

// SpawnLater is [GoErr] after d. Killing the greenlet before cancels it.
func SpawnLater(d time.Duration, fn func() error) *Greenlet {
	need(fn != nil)
	return start(max(d, 1), nil, fn)
}

// need panics in who starts a greenlet without a function, as a go statement does.
func need(fn bool) {
	if !fn {
		panic("greenrt: a greenlet's function is nil")
	}
}

// onSpawn is what [OnSpawn] was given.
var onSpawn atomic.Pointer[[]*func(*Greenlet)]

// OnSpawn has fn called for each greenlet that is started, by the one that starts it
// and before it runs, until stop is called. fn may not block.
func OnSpawn(fn func(*Greenlet)) (stop func()) {
	p := &fn
	update := func(change func([]*func(*Greenlet)) []*func(*Greenlet)) {
		for {
			old := onSpawn.Load()
			var list []*func(*Greenlet)
			if old != nil {
				list = append(list, *old...)
			}
			list = change(list)
			if onSpawn.CompareAndSwap(old, &list) {
				return
			}
		}
	}
	update(func(l []*func(*Greenlet)) []*func(*Greenlet) { return append(l, p) })
	return func() {
		update(func(l []*func(*Greenlet)) []*func(*Greenlet) {
			for i := range l {
				if l[i] == p {
					return append(l[:i:i], l[i+1:]...)
				}
			}
			return l
		})
	}
}

// start starts fn, after d if that is not 0. bare, if not nil, is the Greenlet to use.
// It is called by an exported function.
func start(d time.Duration, bare *Greenlet, fn func() error) *Greenlet {
	gl := prepare(bare, callSite(3), core.Lookup(), fn)
	if d == 0 {
		go gl.main()
		return gl
	}
	gl.mu.Lock()
	gl.later = time.AfterFunc(d, gl.main)
	gl.mu.Unlock()
	return gl
}

// callSite returns the place of a call that is up the stack: 1 is that of callSite itself, 2
// that of the function that calls it, and so on.
func callSite(up int) uintptr {
	var pcs [1]uintptr
	runtime.Callers(up+1, pcs[:])
	return pcs[0]
}

// prepare is the part of start before there is a goroutine. site is of the call that starts it,
// and parent what it descends and inherits from, or nil.
func prepare(bare *Greenlet, site uintptr, parent *core.G, fn func() error) *Greenlet {
	gl := bare
	if gl == nil {
		gl = new(Greenlet)
	}
	gl.id = lastID.Add(1)
	gl.fn = fn
	gl.g = &gl.goes
	gl.g.Owner.Store(gl)
	gl.site = site
	if parent != nil {
		if p, ok := parent.Owner.Load().(*Greenlet); ok {
			gl.parent = p.lineage()
		}
	}
	if parent != nil {
		parent.Locals.Inherit(&gl.g.Locals)
	}
	gl.g.Announce() // before OnSpawn's functions, which may kill gl
	if list := onSpawn.Load(); list != nil {
		for _, f := range *list {
			(*f)(gl)
		}
	}
	return gl
}

// main is the goroutine.
func (gl *Greenlet) main() {
	gl.mu.Lock()
	if gl.state != scheduled {
		gl.mu.Unlock() // killed before
		return
	}
	gl.state = running
	gl.mu.Unlock()
	gl.g.Run(gl.run)
}

// run calls the greenlet's function and ends the greenlet.
func (gl *Greenlet) run() {
	var err error
	returned := false
	defer func() {
		gl.g.Close()
		if !returned {
			fault, overtaken := core.Overtaken()
			r := recover()
			if overtaken && core.Raised(r) {
				r = fault
			}
			err = gl.caught(r)
		}
		gl.end(err)
	}()
	if gl.g.Pending() {
		core.Point() // asked between its start and here
	}
	err = gl.fn()
	returned = true
}

// Current returns the calling goroutine as a greenlet. Every goroutine is one, or
// becomes one by this.
//
// In a plain program nobody tells of the end of a goroutine that greenrt has not started.
// It is found out some time later, when greenrt knows of a thousand goroutines or more; do
// not wait for it. Nor does anybody recover what is raised in it: a kill ends the program, as
// any panic would.
func Current() *Greenlet {
	g := core.Self()
	if gl, ok := g.Owner.Load().(*Greenlet); ok {
		return gl
	}
	gl := &Greenlet{g: g, id: lastID.Add(1), state: running, adopted: true}
	g.OnEnd = func() {
		gl.mu.Lock()
		exit := gl.exit
		gl.mu.Unlock()
		gl.end(exit)
	}
	g.Owner.Store(gl)
	return gl
}

// All returns the greenlets that have not ended: all that were started, and all that
// asked for Current. They are in no particular order.
func All() []*Greenlet {
	var all []*Greenlet
	for _, g := range core.Live() {
		// One that has ended lives on until its goroutine has.
		if gl, ok := g.Owner.Load().(*Greenlet); ok && !gl.Ready() {
			all = append(all, gl)
		}
	}
	return all
}

// ID returns a number that no other greenlet of this process has. The first is 1.
func (gl *Greenlet) ID() uint64 { return gl.id }

// GoroutineID returns the number by which stack traces call the greenlet, or 0 if it
// has not begun.
func (gl *Greenlet) GoroutineID() uint64 { return gl.g.Goid() }

// Name returns the greenlet's name: "Greenlet-" and its ID until SetName says better.
func (gl *Greenlet) Name() string {
	if p := gl.name.Load(); p != nil {
		return *p
	}
	return "Greenlet-" + strconv.FormatUint(gl.id, 10)
}

// SetName names the greenlet, for people.
func (gl *Greenlet) SetName(name string) { gl.name.Store(&name) }

// String returns the greenlet's name and state.
func (gl *Greenlet) String() string {
	return gl.Name() + " (" + gl.stateName() + ")"
}

func (gl *Greenlet) stateName() string {
	gl.mu.Lock()
	defer gl.mu.Unlock()
	switch {
	case gl.state == scheduled:
		return "scheduled"
	case gl.state == running:
		return "running"
	case gl.err == nil:
		return "ended"
	}
	if _, ok := gl.err.(*Exit); ok {
		return "killed"
	}
	return "failed"
}

// Parent returns the greenlet that started gl, or nil if that was none, or has ended.
func (gl *Greenlet) Parent() *Greenlet {
	if gl.parent == nil {
		return nil
	}
	return gl.parent.living.Load()
}

// ParentID returns the ID of the greenlet that started gl, also if it has ended, or 0.
func (gl *Greenlet) ParentID() uint64 {
	if gl.parent == nil {
		return 0
	}
	return gl.parent.id
}

// Site returns the place of the call that started the greenlet. It is zero for one that
// greenrt did not start.
func (gl *Greenlet) Site() runtime.Frame {
	if gl.site == 0 {
		return runtime.Frame{}
	}
	frame, _ := runtime.CallersFrames([]uintptr{gl.site}).Next()
	return frame
}

// lineage returns what gl leaves to those that it starts. Only gl itself calls it.
func (gl *Greenlet) lineage() *lineage {
	l := gl.own.Load()
	if l == nil {
		l = &lineage{id: gl.id}
		l.living.Store(gl)
		l.above.Store(gl.parent)
		gl.own.Store(l)
	}
	return l
}
