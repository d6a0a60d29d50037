package greenrt_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/core"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

// A condWaiter is a greenlet that waits on a Cond with a meddler, and then for its end.
type condWaiter struct {
	m      meddler
	cond   *sync.Cond
	self   *core.G
	gl     *greenrt.Greenlet
	over   chan bool // closed after Wait
	raised any       // by Wait
}

// waitOnCond returns one that waits. The Lock that Wait ends with calls then, and what Wait was left
// by afterwards, with the lock.
func waitOnCond(then, afterwards func(w *condWaiter)) *condWaiter {
	w := &condWaiter{over: make(chan bool)}
	w.cond = sync.NewCond(&w.m)
	began := make(chan bool)
	w.gl = greenrt.Go(func() {
		w.self = core.Self()
		func() {
			defer close(w.over)
			w.m.Lock()
			defer func() {
				w.raised = recover()
				w.m.then = nil
				afterwards(w)
				w.m.Unlock()
			}()
			w.m.then = func() { then(w) }
			close(began)
			w.cond.Wait()
		}()
		greenrt.Sleep(time.Hour)
	})
	<-began
	quiesce.Others()
	return w
}

func nothing(*condWaiter) {}

// ends fails the test if the waiter, which waits for its end, cannot be killed, or ends by anything else.
func (w *condWaiter) ends(t *testing.T) {
	t.Helper()
	quiesce.Others()
	if err := w.gl.KillTimeout(patience); err != nil || !w.gl.Killed() {
		t.Error("killed afterwards:", err, w.gl, w.gl.Err())
	}
}

// If it panics, what has ended Wait is raised at the next wait, and can be withdrawn until then. This
// Lock panics when it has locked.
func TestPanicInCondWait(t *testing.T) {
	for _, withdrawn := range []bool{false, true} {
		r := &core.Request{Value: &greenrt.Raised{Err: errors.New("raised")}}
		w := waitOnCond(func(*condWaiter) { panic("oh") }, func(w *condWaiter) {
			if withdrawn && !w.self.Withdraw(r) {
				t.Error("it is too late to withdraw")
			}
		})
		w.self.Raise(r)
		if !greenrt.Enabled() {
			w.cond.Signal() // a plain program does not end this wait
		}
		<-w.over
		if w.raised != "oh" {
			t.Error("raised:", w.raised)
		}
		if withdrawn {
			w.ends(t)
			continue
		}
		if !w.gl.JoinTimeout(patience) || w.gl.Err() == nil || w.gl.Err().Error() != "raised" {
			t.Error("the kill was lost:", w.gl, w.gl.Err())
		}
	}
}

// Nothing is raised in it, not even timeouts of its own: those that expire are forgotten.
func TestTimeoutInCondWait(t *testing.T) {
	for _, killed := range []bool{true, false} {
		r := &core.Request{Value: new(greenrt.Exit)}
		var err error
		w := waitOnCond(func(w *condWaiter) {
			err = greenrt.WithTimeout(time.Millisecond, func() {
				own := w.self.Within.(*greenrt.Timeout)
				for own.Pending() {
					time.Sleep(time.Millisecond)
				}
				time.Sleep(time.Millisecond)
				if killed && greenrt.Enabled() && w.self.Withdraw(r) {
					t.Error("what has ended Wait was withdrawn")
				}
			})
		}, nothing)
		if killed && greenrt.Enabled() {
			w.self.Raise(r)
		} else {
			w.cond.Signal()
		}
		<-w.over
		if err != nil {
			t.Error("its own timeout was raised:", err)
		}
		if want := killed && greenrt.Enabled(); (w.raised == any(r.Value)) != want || !want && w.raised != nil {
			t.Errorf("killed: %v; raised: %v", killed, w.raised)
		}
		w.ends(t)
	}
}

// Who was woken and is killed while it waits for the lock has it at the end of Wait, and so has
// who was killed before.
func TestKillInTheLockOfCondWait(t *testing.T) {
	for _, when := range []string{"before", "meanwhile"} {
		w := waitOnCond(nothing, nothing)
		w.m.Mutex.Lock()
		if when == "before" && greenrt.Enabled() {
			w.gl.KillTimeout(0)
		} else {
			w.cond.Signal()
		}
		quiesce.Others() // it waits for the lock
		w.gl.KillTimeout(0)
		quiesce.Others()
		w.m.Mutex.Unlock()
		<-w.over // it has unlocked
		if _, exit := w.raised.(*greenrt.Exit); exit != (when == "before" && greenrt.Enabled()) {
			t.Errorf("killed %s: raised: %v", when, w.raised)
		}
		if !w.gl.JoinTimeout(patience) || !w.gl.Killed() {
			t.Error("the other kill was lost:", w.gl, w.gl.Err())
		}
	}
}

// A nested Locker is made of a Cond. The kill that has ended a Wait is not raised in the Wait
// of its Lock.
type nested struct {
	mu     sync.Mutex
	free   *sync.Cond
	locked bool
}

func (n *nested) Lock() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for n.locked {
		n.free.Wait()
	}
	n.locked = true
}

func (n *nested) Unlock() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.locked {
		panic("unlock of what is not locked")
	}
	n.locked = false
	n.free.Signal()
}

func TestKillInTheLockThatIsOfACond(t *testing.T) {
	var l nested
	l.free = sync.NewCond(&l.mu)
	c := sync.NewCond(&l)
	began := make(chan bool)
	gl := greenrt.Go(func() {
		l.Lock()
		defer l.Unlock()
		close(began)
		c.Wait()
		greenrt.Sleep(time.Hour)
	})
	<-began
	quiesce.Others()
	l.Lock()
	gl.KillTimeout(0)
	if !greenrt.Enabled() {
		c.Signal()
	}
	quiesce.Others() // it waits for the lock
	l.Unlock()
	if !gl.JoinTimeout(patience) || !gl.Killed() {
		t.Error(gl, gl.Err())
	}
	l.Lock() // it is free
}
