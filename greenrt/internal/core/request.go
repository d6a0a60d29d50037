package core

// A Request is something to be raised in a goroutine: a panic with Value. The pointer
// is its identity.
type Request struct {
	Value any
}

// Raise asks for r to be raised in g: where it waits now or else at its next wait or
// yield. reached is false if g does not wait, is in a shield, or is in a wait that
// a plain program cannot end. alive is false if g has ended or is closed, and nothing is raised. It
// does not block. If g is the calling goroutine, r is raised at its next wait.
func (g *G) Raise(r *Request) (reached, alive bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ended {
		return false, false
	}
	g.pending = append(g.pending, r)
	if !g.bound {
		return false, true
	}
	if !Green {
		return g.shields == 0 && g.parked != nil && g.parked.cut(), true
	}
	switch ask(g.gp, g.goid) {
	case done:
		return true, true
	case elsewhere:
		go g.ask()
		return true, true // a wait that ends meanwhile has a next
	case gone:
		return false, false
	}
	return false, true
}

// ask is the rest of Raise for a caller that does not hold g's hub. It is called by
// a goroutine that is of that hub.
func (g *G) ask() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.ended && len(g.pending) > 0 {
		ask(g.gp, g.goid)
	}
}

// Withdraw takes r back. It reports whether it was in time: if so r will not be
// raised, if not it was raised, or is about to be.
func (g *G) Withdraw(r *Request) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	at := -1
	for i, p := range g.pending {
		if p == r {
			at = i
		}
	}
	if at < 0 {
		return false
	}
	// The oldest may be what a wait was already ended for.
	if at == 0 && g.bound && !g.ended {
		if !g.unask() {
			return false
		}
		if Green && len(g.pending) > 1 {
			ask(g.gp, g.goid)
		}
	}
	g.pending = append(g.pending[:at], g.pending[at+1:]...)
	return true
}

// unask takes back that something is to be raised, if it can.
func (g *G) unask() bool {
	if !Green {
		return g.parked == nil || g.parked.state.Load() != cut
	}
	return unask(g.gp, g.goid) == waits
}

// Pending reports whether something is to be raised in g.
func (g *G) Pending() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.pending) > 0
}

// Take returns the oldest request of g, the calling goroutine's or one that has not
// started, and forgets it; or nil.
func (g *G) Take() *Request {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.take()
}

// take is Take for a caller that has locked g.
func (g *G) take() *Request {
	if len(g.pending) == 0 {
		return nil
	}
	r := g.pending[0]
	g.pending = append(g.pending[:0:0], g.pending[1:]...)
	if Green && g.bound {
		// What is left may have been asked for when the wait was cut already, and
		// withdrawn since, when that could not be said to runtime.
		if len(g.pending) > 0 {
			ask(g.gp, g.goid)
		} else {
			unask(g.gp, g.goid)
		}
		taken()
	}
	return r
}

// raiseHook raises the oldest request of the calling goroutine, whose wait has ended
// for it. Runtime calls it, and does not expect it to return.
func raiseHook() {
	var r *Request
	if g := Lookup(); g != nil {
		r = g.Take()
	}
	if r == nil {
		panic("greenrt: internal error: a greenlet's wait was ended and nothing was raised")
	}
	panic(r.Value)
}

// Point raises what was asked of the calling goroutine, if something was and it is in no
// shield.
func Point() {
	if Green {
		killPoint()
		return
	}
	if g := Lookup(); g != nil && g.shields == 0 {
		if r := g.Take(); r != nil {
			panic(r.Value)
		}
	}
}

// Shield calls fn, in which nothing is raised in the calling goroutine. What was asked
// meanwhile is raised when the outermost shield of a goroutine returns.
func Shield(fn func()) {
	g := Self()
	g.enterShield()
	returned := false
	defer func() {
		if g.leaveShield() && returned {
			Point()
		}
	}()
	fn()
	returned = true
}

func (g *G) enterShield() {
	g.mu.Lock()
	g.shields++
	outermost := g.shields == 1
	g.mu.Unlock()
	if Green && outermost {
		g.inOnce = shield(true)
	}
}

// leaveShield reports whether it was the outermost.
func (g *G) leaveShield() bool {
	g.mu.Lock()
	g.shields--
	outermost := g.shields == 0
	g.mu.Unlock()
	if Green && outermost && !g.inOnce {
		shield(false)
	}
	return outermost
}

// Quiet reports whether value, which was raised in a goroutine and not recovered there,
// ends the goroutine and not the program. Package greenrt sets it.
var Quiet func(value any) bool

func quiet(value any) bool {
	return Quiet != nil && Quiet(value)
}

// Raised reports whether value is one that Raise raises. Package greenrt sets it.
var Raised func(value any) bool

func raised(value any) bool {
	return Raised != nil && Raised(value)
}

// Overtaken returns the value of a panic of the calling goroutine's own that a raised one
// has overtaken: it was on its way when a deferred function was interrupted. To
// be called before recover. A plain program cannot know of it.
func Overtaken() (value any, ok bool) {
	if !Green {
		return nil, false
	}
	return overtaken()
}
