package greenrt_test

import (
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

func TestKillBeforeItBegins(t *testing.T) {
	called := false
	if greenrt.Enabled() {
		gl := greenrt.Go(func() { called = true })
		//gevent:kill.unstarted green
		if err := gl.Kill(); err != nil || !gl.Killed() || !gl.Successful() {
			t.Error(err, gl)
		}
		mine := errors.New("mine")
		gl = greenrt.Go(func() { called = true })
		//gevent:kill.noblock green
		if err := gl.KillTimeout(0); err != nil || !gl.Ready() {
			t.Error(err, gl)
		}
		gl = greenrt.Go(func() { called = true })
		gl.Raise(mine)
		gl.Join()
		if gl.Err() != mine || gl.Successful() {
			t.Error(gl.Err())
		}
	}
	gl := greenrt.SpawnLater(20*time.Millisecond, func() error { called = true; return nil })
	//gevent:state.started
	if gl.Ready() || gl.Started() {
		t.Error(gl)
	}
	//gevent:kill.unstarted
	//gevent:kill.noblock
	if err := gl.KillTimeout(0); err != nil || !gl.Ready() || !gl.Killed() || !gl.Successful() {
		t.Error(err, gl)
	}
	time.Sleep(40 * time.Millisecond)
	//gevent:spawn_later.kill
	if called {
		t.Error("its function was called")
	}
	begin := time.Now()
	var began time.Duration
	ran := greenrt.SpawnLater(5*time.Millisecond, func() error { began = time.Since(begin); called = true; return nil })
	if !ran.JoinTimeout(time.Minute) || !called {
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
	settle()
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
	settle()
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
	settle()
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
	settle()
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
	settle()
	if !greenrt.Enabled() {
		return // the program would end with it
	}
	//gevent:spawn_raw.plain green
	//gevent:spawn_raw.kill green
	if err := gl.Kill(); err != nil || !<-deferred {
		t.Error(err)
	}
}

func TestShield(t *testing.T) {
	var steps atomic.Int32
	gl := greenrt.Go(func() {
		greenrt.Shield(func() {
			greenrt.Shield(func() { greenrt.Sleep(5 * time.Millisecond) })
			steps.Add(1)
			greenrt.Sleep(5 * time.Millisecond)
			steps.Add(1)
		})
		steps.Add(1)
	})
	settle()
	gl.KillTimeout(0)
	gl.Join()
	if steps.Load() != 2 || !gl.Killed() {
		t.Error(steps.Load(), gl)
	}
}

func TestGoschedIsAPlaceToBeKilled(t *testing.T) {
	var stop atomic.Bool
	gl := greenrt.Go(func() {
		for !stop.Load() {
			runtime.Gosched()
		}
	})
	settle()
	gl.KillTimeout(0)
	gl.JoinTimeout(100 * time.Millisecond)
	if gl.Killed() != greenrt.Enabled() {
		t.Error(gl)
	}
	stop.Store(true)
	gl.Join()
}
