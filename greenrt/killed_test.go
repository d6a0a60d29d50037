package greenrt_test

import (
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

func TestKillBeforeItBegins(t *testing.T) {
	var called atomic.Bool
	if greenrt.Enabled() {
		quiesce.Unpreempted(func() {
			gl := greenrt.Go(func() { called.Store(true) })
			//gevent:kill.unstarted green
			if err := gl.Kill(); err != nil || !gl.Killed() || !gl.Successful() {
				t.Error(err, gl)
			}
			mine := errors.New("mine")
			gl = greenrt.Go(func() { called.Store(true) })
			//gevent:kill.noblock green
			if err := gl.KillTimeout(0); err != nil || !gl.Ready() {
				t.Error(err, gl)
			}
			gl = greenrt.Go(func() { called.Store(true) })
			gl.Raise(mine)
			gl.Join()
			if gl.Err() != mine || gl.Successful() {
				t.Error(gl.Err())
			}
		})
	}
	gl := greenrt.SpawnLater(time.Hour, func() error { called.Store(true); return nil })
	//gevent:state.started
	if gl.Ready() || gl.Started() {
		t.Error(gl)
	}
	//gevent:kill.unstarted
	//gevent:kill.noblock
	if err := gl.KillTimeout(0); err != nil || !gl.Ready() || !gl.Killed() || !gl.Successful() {
		t.Error(err, gl)
	}
	// Killed in time, it does not begin when its time has come. What is late here has
	// begun, and ends unharmed, as it does not wait.
	for killed := false; !killed; {
		const later = 5 * time.Millisecond
		called.Store(false)
		gl := greenrt.SpawnLater(later, func() error { called.Store(true); return nil })
		gl.KillTimeout(0)
		gl.Join()
		killed = gl.Killed()
		greenrt.SpawnLater(later, func() error { return nil }).Join() // its time has come as well
		quiesce.Others()
		//gevent:spawn_later.kill
		if killed && called.Load() {
			t.Error("its function was called")
		}
	}
	called.Store(false)
	begin := time.Now()
	var began time.Duration
	ran := greenrt.SpawnLater(5*time.Millisecond, func() error { began = time.Since(begin); called.Store(true); return nil })
	if !ran.JoinTimeout(time.Minute) || !called.Load() {
		t.Error("did not begin")
	}
	//gevent:spawn_later.timer
	if began < 5*time.Millisecond {
		t.Error("began after", began)
	}
	//gevent:kill.ready
	if err := ran.Kill(); err != nil || ran.Killed() {
		t.Error("killed after its end:", err)
	}
}

func TestKillCanBeSwallowed(t *testing.T) {
	swallowed := make(chan any, 1)
	gl := greenrt.Go(func() {
		func() {
			defer func() { swallowed <- recover() }()
			greenrt.Sleep(time.Hour)
		}()
		greenrt.Sleep(time.Hour)
	})
	quiesce.Others()
	//gevent:kill.swallow
	if !gl.Started() {
		t.Error(gl)
	}
	if err := gl.KillTimeout(5 * time.Millisecond); err != greenrt.ErrNotReady {
		t.Error(err)
	}
	if _, ok := (<-swallowed).(greenrt.Interrupt); !ok || gl.Ready() {
		t.Error(gl)
	}
	quiesce.Others() // it waits again, where a plain program reaches it
	if err := gl.Kill(); err != nil || !gl.Killed() {
		t.Error(err, gl)
	}
}

func TestKillOneself(t *testing.T) {
	after := false
	gl := greenrt.Go(func() {
		greenrt.Current().Kill()
		after = true
	})
	gl.Join()
	//gevent:kill.self
	if after || !gl.Killed() {
		t.Error(after, gl)
	}
}

func TestRaise(t *testing.T) {
	mine := errors.New("mine")
	gl := greenrt.Go(func() { greenrt.Sleep(time.Hour) })
	quiesce.Others()
	if err := gl.Raise(mine); err != nil {
		t.Error(err)
	}
	//gevent:kill.exception
	if gl.Join(); gl.Err() != mine || gl.Successful() || gl.Killed() {
		t.Error(gl.Err())
	}
}

func TestKillAll(t *testing.T) {
	var crew []*greenrt.Greenlet
	for range 100 {
		crew = append(crew, greenrt.Go(func() { greenrt.Sleep(time.Hour) }))
	}
	if err := greenrt.KillAll(crew...); err != nil && greenrt.Enabled() {
		t.Error(err)
	}
	for _, gl := range crew {
		//gevent:killall.all
		if !gl.JoinTimeout(time.Minute) || !gl.Killed() {
			t.Fatal(gl)
		}
	}
	for i := range crew {
		crew[i] = greenrt.SpawnLater(time.Hour, func() error { t.Error("begun"); return nil })
	}
	if err := greenrt.KillAll(crew...); err != nil {
		t.Error(err)
	}
	for _, gl := range crew {
		//gevent:killall.unstarted
		if !gl.Killed() || gl.Started() {
			t.Error(gl)
		}
	}
	release := make(chan bool)
	stubborn := greenrt.Go(func() { greenrt.Shield(func() { <-release }) })
	quiesce.Others()
	//gevent:killall.timeout
	if err := greenrt.KillAllTimeout(time.Millisecond, stubborn); err == nil || greenrt.Enabled() && err != greenrt.ErrNotReady {
		t.Error(err)
	}
	release <- true
	stubborn.Join()
	if !stubborn.Killed() {
		t.Error(stubborn)
	}
	var reported []any
	greenrt.OnPanic(func(_ *greenrt.Greenlet, err *greenrt.PanicError) { reported = append(reported, err.Value) })
	defer greenrt.OnPanic(nil)
	messy := greenrt.Go(func() {
		defer func() { panic("while it was killed") }()
		greenrt.Sleep(time.Hour)
	})
	quiesce.Others()
	//gevent:killall.failures
	if err := greenrt.KillAll(messy); err != nil || len(reported) != 1 || messy.Err() == nil {
		t.Error(err, reported, messy)
	}
}

// A goroutine that was not started by greenrt ends quietly when it is killed.
func TestKillAnyGoroutine(t *testing.T) {
	who, deferred := make(chan *greenrt.Greenlet), make(chan bool, 1)
	go func() {
		defer func() { deferred <- true }()
		who <- greenrt.Current()
		greenrt.Sleep(time.Hour)
	}()
	gl := <-who
	quiesce.Others()
	if !greenrt.Enabled() {
		return // the program would end with it
	}
	//gevent:spawn_raw.plain green
	//gevent:spawn_raw.kill green
	if err := gl.Kill(); err != nil || !<-deferred || !gl.Killed() || !gl.Successful() {
		t.Error(err, gl)
	}
}

func TestShield(t *testing.T) {
	var steps atomic.Int32
	var inner, outer event.Event
	gl := greenrt.Go(func() {
		greenrt.Shield(func() {
			greenrt.Shield(inner.Wait)
			steps.Add(1)
			outer.Wait()
			steps.Add(1)
		})
		steps.Add(1)
	})
	quiesce.Others()
	gl.KillTimeout(0)
	quiesce.Others()
	inner.Set()
	quiesce.Others()
	if steps.Load() != 1 {
		t.Error(steps.Load(), gl)
	}
	outer.Set()
	gl.Join()
	if steps.Load() != 2 || !gl.Killed() {
		t.Error(steps.Load(), gl)
	}
}

func TestGoschedIsAPlaceToBeKilled(t *testing.T) {
	var stop atomic.Bool
	var turns atomic.Int64
	gl := greenrt.Go(func() {
		for !stop.Load() {
			turns.Add(1)
			runtime.Gosched()
		}
	})
	quiesce.Until(t, "it begins", func() bool { return turns.Load() > 0 })
	gl.KillTimeout(0)
	if greenrt.Enabled() {
		if !gl.JoinTimeout(time.Minute) || !gl.Killed() {
			t.Error(gl)
		}
	} else {
		before := turns.Load()
		quiesce.Until(t, "it goes on", func() bool { return turns.Load() > before+10 })
	}
	stop.Store(true)
	gl.Join()
}
