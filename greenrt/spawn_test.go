package greenrt_test

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/core"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

func TestGoDoesNotRunBeforeTheCallerYields(t *testing.T) {
	if !greenrt.Enabled() {
		return // there may be another processor
	}
	var mu sync.Mutex // for the race detector
	var order []int
	var crew []*greenrt.Greenlet
	quiesce.Unpreempted(func() {
		for i := range 5 {
			crew = append(crew, greenrt.Go(func() {
				mu.Lock()
				defer mu.Unlock()
				order = append(order, i)
			}))
		}
		mu.Lock()
		//gevent:spawn.yield green
		if len(order) != 0 {
			t.Error("ran before the caller yielded")
		}
		mu.Unlock()
		greenrt.JoinAll(crew...) // one that is preempted lets others go first
	})
	//gevent:spawn.order green
	if !slices.IsSorted(order) || len(order) != 5 {
		t.Error("not first come first served:", order)
	}
}

func TestNilFunctionPanicsInTheSpawner(t *testing.T) {
	for name, spawn := range map[string]func(){
		"Go":         func() { greenrt.Go(nil) },
		"GoErr":      func() { greenrt.GoErr(nil) },
		"Spawn":      func() { greenrt.Spawn[int](nil) },
		"SpawnLater": func() { greenrt.SpawnLater(time.Hour, nil) },
		"Scope.Go":   func() { greenrt.InScope(func(s *greenrt.Scope) error { s.Go(nil); return nil }) },
	} {
		func() {
			//gevent:spawn.callable
			defer func() {
				if recover() == nil {
					t.Error(name, "does not panic")
				}
			}()
			spawn()
		}()
	}
}

func TestSpawn(t *testing.T) {
	mine := errors.New("mine")
	begin := make(chan bool)
	task := greenrt.Spawn(func() (int, error) { <-begin; return 7, nil })
	if _, err := task.TryGet(); err != greenrt.ErrNotReady {
		t.Error(err)
	}
	close(begin)
	//gevent:get.value
	if v, err := task.Get(); v != 7 || err != nil || !task.Successful() || !task.Ready() {
		t.Error(v, err)
	}
	task = greenrt.Spawn(func() (int, error) { return 0, mine })
	for range 2 { // the same error each time
		//gevent:get.same
		if _, err := task.Get(); err != mine || task.Err() != mine || task.Successful() {
			t.Error(err)
		}
	}
	slow := greenrt.Spawn(func() (int, error) { greenrt.Sleep(time.Hour); return 0, nil })
	if slow.JoinTimeout(time.Millisecond) || slow.JoinTimeout(0) {
		t.Error("joined before its end")
	}
	//gevent:get.notready
	if _, err := slow.TryGet(); err != greenrt.ErrNotReady {
		t.Error(err)
	}
	if _, err := slow.GetTimeout(time.Millisecond); err != greenrt.ErrNotReady {
		t.Error(err)
	}
	slow.Kill()
	//gevent:get.killed
	//gevent:state.successful
	if _, err := slow.Get(); !slow.Successful() || slow.Err() != nil || !slow.Killed() {
		t.Error(err, slow)
	} else if _, exit := err.(*greenrt.Exit); !exit {
		t.Error(err)
	}
	goexit := greenrt.Go(runtime.Goexit)
	//gevent:join.returns
	//gevent:join.raises
	if !goexit.Join() {
		t.Error("not joined")
	}
	if goexit.Err() != greenrt.ErrGoexit {
		t.Error(goexit.Err())
	}
	self := make(chan *greenrt.Task[int], 1)
	me := greenrt.Spawn(func() (int, error) { return (<-self).Get() })
	self <- me
	if _, err := me.Get(); err != greenrt.ErrSelf {
		t.Error(err)
	}
}

func TestIdentity(t *testing.T) {
	me := greenrt.Current()
	if me != greenrt.Current() || me.GoroutineID() == 0 {
		t.Error("not the same", me)
	}
	begin := make(chan bool)
	gl := greenrt.Go(func() { <-begin })
	if gl.Parent() != me || gl.ParentID() != me.ID() || gl.ID() == me.ID() {
		t.Error(gl.Parent(), me)
	}
	//gevent:tree.stack
	if site := gl.Site(); !strings.HasSuffix(site.Function, "TestIdentity") || site.Line == 0 {
		t.Error(site)
	}
	gl.SetName("worker")
	quiesce.Others()
	//gevent:name.set
	if gl.String() != "worker (running)" || !slices.Contains(greenrt.All(), gl) {
		t.Error(gl)
	}
	begin <- true
	gl.Join()
	if gl.String() != "worker (ended)" {
		t.Error(gl)
	}
	var child *greenrt.Greenlet
	parent := greenrt.Go(func() { child = greenrt.Go(func() { greenrt.Sleep(10 * time.Millisecond) }) })
	parent.Join()
	//gevent:tree.weak
	if child.Parent() != nil || child.ParentID() != parent.ID() {
		t.Error("its parent has ended:", child.Parent())
	}
	child.Join()
	spawned := 0
	stop := greenrt.OnSpawn(func(*greenrt.Greenlet) { spawned++ })
	greenrt.Go(func() {}).Join()
	stop()
	greenrt.Go(func() {}).Join()
	//gevent:onspawn.each
	if spawned != 1 {
		t.Error(spawned)
	}
}

// One that is killed before it is started leaves nothing behind.
func TestKillInOnSpawn(t *testing.T) {
	before := len(core.Live())
	stop := greenrt.OnSpawn(func(gl *greenrt.Greenlet) { gl.KillTimeout(0) })
	gl := greenrt.Go(func() { t.Error("called") })
	stop()
	if !gl.Killed() {
		t.Error(gl)
	}
	settled(t, "greenlets", before, func() int { return len(core.Live()) })
}

func BenchmarkGoJoin(b *testing.B) {
	for b.Loop() {
		greenrt.Go(func() {}).Join()
	}
}

func TestGetOfOneself(t *testing.T) {
	me := make(chan *greenrt.Task[int], 1)
	task := greenrt.Spawn(func() (int, error) {
		task := <-me
		for _, d := range []time.Duration{greenrt.Never, 0} {
			if _, err := task.GetTimeout(d); err != greenrt.ErrSelf {
				t.Error(d, err)
			}
		}
		return task.Get()
	})
	me <- task
	if _, err := task.Get(); err != greenrt.ErrSelf {
		t.Error(err)
	}
}
