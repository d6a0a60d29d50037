package greenrt_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/local"
)

// What was taken back is not called, also if it was about to be: by one that was called before
// it, or by the goroutine that calls what came late.
func TestTakenBack(t *testing.T) {
	begin := make(chan bool)
	gl := greenrt.Go(func() { <-begin })
	called := func() { t.Error("called, though taken back") }
	var stop, unlink func()
	if greenrt.Enabled() { // it has not begun when the next are called; else it may have
		begun := gl.Link(func(*greenrt.Greenlet) { called() })
		gl.OnReady(begun)
	}
	gl.OnReady(func() { stop(); unlink() })
	stop = gl.OnReady(called)
	unlink = gl.Link(func(*greenrt.Greenlet) { called() })
	quiesce.Unpreempted(func() {
		begin <- true
		gl.Join()
		quiesce.Others()
	})
	if !greenrt.Enabled() {
		return // the others may be called at once
	}
	quiesce.Unpreempted(func() {
		gl.OnReady(called)()
		gl.Link(func(*greenrt.Greenlet) { called() })()
		gl.LinkValue(func(*greenrt.Greenlet) { called() })()
	})
	quiesce.Others()
}

// A link has a greenlet as Go makes it: it can panic and be killed, and the program goes on.
func TestLinkIsGreenlet(t *testing.T) {
	reported := make(chan *greenrt.Greenlet, 1)
	greenrt.OnPanic(func(gl *greenrt.Greenlet, _ *greenrt.PanicError) { reported <- gl })
	defer greenrt.OnPanic(nil)
	l := local.NewInherited(func() int { return 1 }, nil)
	gl := greenrt.Go(func() { l.Set(2) })
	seen := make(chan *greenrt.Greenlet, 2)
	value := make(chan int, 1)
	gl.Link(func(*greenrt.Greenlet) { seen <- greenrt.Current(); value <- l.Get(); panic("mine") })
	gl.Link(func(*greenrt.Greenlet) { me := greenrt.Current(); me.SetName("killed"); seen <- me; me.Kill() })
	for range 2 {
		me := <-seen
		me.Join()
		if site := me.Site(); !strings.HasSuffix(site.Function, "TestLinkIsGreenlet") || me.Parent() != nil || me.ParentID() != 0 {
			t.Error(me, site, me.Parent())
		}
		if killed := me.Name() == "killed"; me.Killed() != killed {
			t.Error(me, me.Err())
		}
	}
	if gl := <-reported; gl.Successful() {
		t.Error(gl)
	}
	if v := <-value; v != 1 {
		t.Error("inherited", v)
	}
}

// Kill of a greenlet that has ended does nothing, also where it ends.
func TestKillWhereItEnds(t *testing.T) {
	other := greenrt.Go(func() { greenrt.Sleep(greenrt.Never) })
	quiesce.Others()
	begin := make(chan bool)
	gl := greenrt.Go(func() { <-begin; panic("mine") })
	errs := make(chan error, 10)
	greenrt.OnPanic(func(gl *greenrt.Greenlet, _ *greenrt.PanicError) {
		errs <- gl.Raise(errors.New("late"))
	})
	defer greenrt.OnPanic(nil)
	gl.OnReady(func() {
		errs <- gl.Kill()
		errs <- greenrt.KillAll(gl, other)
	})
	begin <- true
	gl.Join()
	for range 3 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if gl.Killed() || !other.Killed() {
		t.Error(gl, other)
	}
}
