package greenrt_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/core"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

// A request is raised, or was withdrawn in time, and never both or neither.
func TestWithdrawAtTheCut(t *testing.T) {
	selves, waits := make(chan *core.G), make(chan *event.Event)
	raised := make(chan any)
	gl := greenrt.Go(func() {
		selves <- core.Self()
		for e := range waits {
			func() {
				defer func() { raised <- recover() }()
				e.Wait()
			}()
		}
	})
	self := <-selves
	n := 20_000
	if testing.Short() {
		n /= 10
	}
	for range n {
		e, r := new(event.Event), &core.Request{Value: new(greenrt.Exit)}
		waits <- e
		asked := make(chan bool)
		go func() {
			self.Raise(r)
			close(asked)
		}()
		for range rand.IntN(4) {
			greenrt.Yield()
		}
		withdrawn := self.Withdraw(r)
		<-asked
		if !withdrawn {
			// It was not there yet, or is about to be raised.
			withdrawn = self.Withdraw(r)
		}
		if withdrawn {
			e.Set()
		}
		if v := <-raised; (v == nil) != withdrawn {
			t.Fatalf("withdrawn: %v; raised: %v", withdrawn, v)
		}
	}
	close(waits)
	if !gl.JoinTimeout(time.Minute) {
		t.Error("has not ended:", gl)
	}
}

// What is raised between the start of a greenlet and the moment when it is known by
// its goroutine is raised at its first point.
func TestRaiseBeforeItIsBound(t *testing.T) {
	g, r := new(core.G), &core.Request{Value: new(greenrt.Exit)}
	g.Announce()
	g.Raise(r)
	raised := make(chan any)
	go g.Run(func() {
		defer func() { raised <- recover() }()
		core.Point()
	})
	if v := <-raised; v != r.Value {
		t.Error("raised:", v)
	}
}

// A meddler is a Locker whose Lock calls a function.
type meddler struct {
	sync.Mutex
	then func()
}

func (m *meddler) Lock() {
	m.Mutex.Lock()
	if m.then != nil {
		m.then()
	}
}

// The Lock with which Wait of a Cond ends is the program's own code, between the end of
// the wait and what it was ended for. There the greenlet itself withdraws too late. See
// kill_cond_test.go for what else can happen there.
func TestWithdrawInCondWait(t *testing.T) {
	var m meddler
	c, r := sync.NewCond(&m), &core.Request{Value: new(greenrt.Exit)}
	selves := make(chan *core.G)
	withdrawn := false
	var raised any
	over := make(chan bool)
	gl := greenrt.Go(func() {
		func() {
			defer close(over)
			defer func() { raised = recover() }()
			m.Lock()
			defer m.Unlock()
			self := core.Self()
			m.then = func() { withdrawn = self.Withdraw(r) }
			selves <- self
			c.Wait()
		}()
		greenrt.Sleep(time.Hour) // killed here: nothing is left of the first
	})
	self := <-selves
	quiesce.Others()
	self.Raise(r)
	if !greenrt.Enabled() {
		c.Signal() // a plain program does not end this wait, so it is in time
	}
	<-over
	if withdrawn == greenrt.Enabled() || (raised == nil) != withdrawn || raised != nil && raised != r.Value {
		t.Errorf("withdrawn: %v; raised: %v", withdrawn, raised)
	}
	quiesce.Others()
	if err := gl.KillTimeout(patience); err != nil || !gl.Killed() {
		t.Error("killed afterwards:", err, gl)
	}
}
