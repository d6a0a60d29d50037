package greenrt_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

func TestGoDoesNotRunBeforeTheCallerYields(t *testing.T) {
	if !greenrt.Enabled() {
		return // there may be another processor
	}
	var mu sync.Mutex // a greenlet may be preempted, so order alone protects nothing
	var order []int
	var crew []*greenrt.Greenlet
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
	greenrt.JoinAll(crew...)
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
	task := greenrt.Spawn(func() (int, error) { greenrt.Yield(); return 7, nil })
	if _, err := task.TryGet(); greenrt.Enabled() && err != greenrt.ErrNotReady {
		t.Error(err)
	}
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

func TestPanicIsReportedAndKept(t *testing.T) {
	var reported *greenrt.PanicError
	greenrt.OnPanic(func(_ *greenrt.Greenlet, err *greenrt.PanicError) { reported = err })
	defer greenrt.OnPanic(nil)
	mine := errors.New("mine")
	gl := greenrt.Go(func() { panic(mine) })
	gl.Join()
	//gevent:uncaught.stored
	//gevent:state.excinfo
	//gevent:handle_error.hook
	//gevent:join.raises
	if err := gl.Err(); !errors.Is(err, mine) || err != reported || !strings.Contains(string(reported.Stack), "TestPanicIsReported") {
		t.Error(err, reported)
	}
}

// What nobody handles is reported on standard error; kills and errors are not.
func TestPanicIsPrinted(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	stderr := os.Stderr
	os.Stderr = w
	defer func() { os.Stderr = stderr }()
	greenrt.Go(func() { panic("oh") }).Join()
	w.WriteString("then\n")
	greenrt.GoErr(func() error { return errors.New("mine") }).Join()
	gl := greenrt.Go(func() { greenrt.Sleep(time.Hour) })
	settle()
	gl.Kill()
	w.Close()
	text, err := io.ReadAll(r)
	report, rest, _ := strings.Cut(string(text), "then\n")
	//gevent:uncaught.reported
	if err != nil || !strings.Contains(report, "panicked: oh") || !strings.Contains(report, "TestPanicIsPrinted") {
		t.Errorf("%q, %v", report, err)
	}
	//gevent:handle_error.quiet
	if rest != "" {
		t.Errorf("reported as well: %q", rest)
	}
}

func TestLinks(t *testing.T) {
	var mu sync.Mutex
	var got []string
	note := func(s string) func(*greenrt.Greenlet) {
		return func(*greenrt.Greenlet) {
			mu.Lock()
			defer mu.Unlock()
			got = append(got, s)
		}
	}
	begin, held := make(chan bool), make(chan bool)
	var notified *greenrt.Greenlet
	gl := greenrt.GoErr(func() error { <-begin; return errors.New("failed") })
	gl.OnReady(func() {
		mu.Lock()
		defer mu.Unlock()
		notified = greenrt.Current()
	})
	//gevent:link.own
	gl.Link(func(*greenrt.Greenlet) { <-held })
	gl.Link(note("a"))
	gl.LinkValue(note("value"))
	gl.LinkError(note("error"))
	//gevent:link.unlink
	gl.Link(note("unlinked"))()
	gl.Link(note("b"))
	begin <- true
	gl.Join()
	settle()
	gl.Link(note("late"))
	settle()
	mu.Lock()
	defer mu.Unlock()
	if !greenrt.Enabled() {
		slices.Sort(got[:3])
		got[1], got[2] = got[2], got[1]
	}
	close(held)
	//gevent:rawlink.where
	if notified != gl {
		t.Error("OnReady's function was called by", notified)
	}
	//gevent:link.order green
	//gevent:link.once
	//gevent:link.which
	//gevent:link.late
	if s := strings.Join(got, " "); s != "a error b late" {
		t.Error(s)
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
	settle()
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

func TestJoinAllInOrderOfEnd(t *testing.T) {
	var crew []*greenrt.Greenlet
	var objects []greenrt.Waitable
	gates := make([]chan bool, 3)
	for i := range gates {
		gates[i] = make(chan bool)
		gl := greenrt.Go(func() { <-gates[i] })
		crew, objects = append(crew, gl), append(objects, gl)
	}
	order, n := []int{1, 2, 0}, 0
	gates[order[n]] <- true
	for gl := range greenrt.IterWait(objects...) {
		if gl != objects[order[n]] {
			t.Error(gl)
		}
		if n++; n < len(order) {
			gates[order[n]] <- true
		}
	}
	if got := greenrt.JoinAllTimeout(time.Minute, crew...); len(got) != 3 || n != 3 {
		t.Error(got, n)
	}
	for i := range crew {
		crew[i] = greenrt.Go(func() { <-gates[i] })
	}
	go func() {
		for _, i := range order {
			gates[i] <- true
			crew[i].Join()
			settle()
		}
	}()
	//gevent:joinall.order
	if got := greenrt.JoinAll(crew...); !slices.Equal(got, []*greenrt.Greenlet{crew[1], crew[2], crew[0]}) {
		t.Error("not in the order in which they ended", got)
	}
	never := greenrt.Go(func() { greenrt.Sleep(time.Hour) })
	//gevent:joinall.timeout
	if got := greenrt.JoinAllTimeout(5*time.Millisecond, never, crew[0]); len(got) != 1 || got[0] != crew[0] {
		t.Error(got)
	}
	n = 0
	for range greenrt.IterWait(crew[0], never, crew[1]) {
		if n++; n == 2 {
			break
		}
	}
	//gevent:joinall.count
	if n != 2 || never.Ready() {
		t.Error(n, never)
	}
	failed := greenrt.GoErr(func() error { return errors.New("failed") })
	//gevent:joinall.raise
	if err := greenrt.FirstError(never, failed); err == nil || err != failed.Err() || never.Ready() {
		t.Error("no error")
	}
	never.KillTimeout(0)
	never.Join()
}

func TestTimeout(t *testing.T) {
	deferred := false
	err := greenrt.WithTimeout(5*time.Millisecond, func() {
		defer func() { deferred = true }()
		greenrt.Sleep(time.Hour)
	})
	var timeout *greenrt.Timeout
	//gevent:Timeout.silent
	if !errors.As(err, &timeout) || !timeout.Timeout() || !deferred || timeout.Duration() != 5*time.Millisecond {
		t.Error(err, deferred)
	}
	if err := greenrt.WithTimeout(time.Minute, func() {}); err != nil {
		t.Error(err)
	}
	//gevent:Timeout.zero
	if err := greenrt.WithTimeout(0, func() { greenrt.Sleep(time.Hour) }); err == nil {
		t.Error("0 does not fire")
	}
	// It expires only at a wait, and is forgotten if there is none.
	//gevent:Timeout.switch
	if err := greenrt.WithTimeout(time.Millisecond, func() {
		for end := time.Now().Add(5 * time.Millisecond); time.Now().Before(end); {
		}
	}); err != nil {
		t.Error(err)
	}
	greenrt.Sleep(5 * time.Millisecond)
}

func TestTimeoutsNest(t *testing.T) {
	// The outer one passes through the inner.
	var inner error
	//gevent:Timeout.nest
	//gevent:Timeout.own
	outer := greenrt.WithTimeout(5*time.Millisecond, func() {
		inner = greenrt.WithTimeout(time.Hour, func() { greenrt.Sleep(time.Hour) })
		t.Error("after the inner one")
	})
	//gevent:with_timeout.own
	if outer == nil || inner != nil {
		t.Error(outer, inner)
	}
	outer = greenrt.WithTimeout(time.Hour, func() {
		inner = greenrt.WithTimeout(5*time.Millisecond, func() { greenrt.Sleep(time.Hour) })
	})
	if outer != nil || inner == nil {
		t.Error(outer, inner)
	}
	// Cancelling one leaves others.
	a, b := greenrt.StartTimeout(20*time.Millisecond), greenrt.StartTimeout(5*time.Millisecond)
	//gevent:Timeout.close
	if first, again := b.Cancel(), b.Cancel(); !first || !again || b.Pending() || !a.Pending() {
		t.Error("cancel")
	}
	func() {
		defer func() {
			//gevent:Timeout.identity
			if r := recover(); r != any(a) {
				t.Error(r)
			}
		}()
		greenrt.Sleep(time.Hour)
	}()
	//gevent:Timeout.twice
	if a.Cancel() || a.Start() != greenrt.ErrStarted {
		t.Error("a timeout that has fired")
	}
	never := greenrt.NewTimeout(greenrt.Never)
	if err := never.Start(); err != nil {
		t.Error(err)
	}
	greenrt.Sleep(2 * time.Millisecond)
	//gevent:Timeout.never
	if !never.Pending() || !never.Cancel() {
		t.Error("a timeout that never fires")
	}
}

// Those that are over when the greenlet comes to a wait are raised one by one.
func TestTimeoutsInOrder(t *testing.T) {
	first, second := greenrt.NewTimeout(time.Millisecond), greenrt.NewTimeout(100*time.Millisecond)
	raised := func(fn func()) (r any) {
		defer func() { r = recover() }()
		fn()
		return nil
	}
	r := raised(func() {
		greenrt.Shield(func() {
			for _, timeout := range []*greenrt.Timeout{second, first} {
				if err := timeout.Start(); err != nil {
					t.Error(err)
				}
			}
			for first.Pending() || second.Pending() {
				greenrt.Sleep(time.Millisecond)
			}
		})
	})
	//gevent:Timeout.order
	if r != any(first) {
		t.Error("first came", r)
	}
	if r := raised(func() { greenrt.Sleep(time.Minute) }); r != any(second) {
		t.Error("then came", r)
	}
}

// A timeout is no error that code which handles errors would see.
func TestTimeoutPassesErrorHandling(t *testing.T) {
	tries := 0
	err := greenrt.WithTimeout(5*time.Millisecond, func() {
		for { // as long as it fails
			tries++
			if err := func() error { greenrt.Sleep(time.Hour); return errors.New("failed") }(); err == nil {
				return
			}
		}
	})
	//gevent:Timeout.base
	if err == nil || tries != 1 {
		t.Error(err, tries)
	}
}

func TestTimeoutPassesOtherPanics(t *testing.T) {
	defer func() {
		if r := recover(); r != "mine" {
			t.Error(r)
		}
	}()
	greenrt.WithTimeout(time.Hour, func() { panic("mine") })
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

func TestScope(t *testing.T) {
	var ended atomic.Int32
	err := greenrt.InScope(func(s *greenrt.Scope) error {
		for range 3 {
			s.Go(func() error {
				defer ended.Add(1)
				greenrt.Sleep(time.Millisecond)
				return nil
			})
		}
		return nil
	})
	//gevent:with.join
	if err != nil || ended.Load() != 3 {
		t.Error(err, ended.Load())
	}
	mine := errors.New("mine")
	err = greenrt.InScope(func(s *greenrt.Scope) error {
		s.Go(func() error { greenrt.Sleep(time.Hour); return nil })
		s.Go(func() error { greenrt.Sleep(time.Millisecond); return mine })
		greenrt.Sleep(10 * time.Millisecond)
		if gl := s.Go(func() error { t.Error("called"); return nil }); greenrt.Enabled() {
			gl.Join()
		}
		return nil
	})
	if err != mine {
		t.Error(err)
	}
	// A timeout of the caller ends the members.
	var member *greenrt.Greenlet
	err = greenrt.WithTimeout(5*time.Millisecond, func() {
		greenrt.InScope(func(s *greenrt.Scope) error {
			member = s.Go(func() error { greenrt.Sleep(time.Hour); return nil })
			return nil
		})
	})
	//gevent:with.interrupted
	if err == nil || !member.Killed() {
		t.Error(err, member)
	}
	err = greenrt.InScope(func(s *greenrt.Scope) error {
		member = s.Go(func() error { greenrt.Sleep(time.Hour); return nil })
		settle()
		return mine
	})
	//gevent:with.error
	if err != mine || !member.Killed() {
		t.Error(err, member)
	}
}

func TestIdle(t *testing.T) {
	var n atomic.Int32
	for range 3 {
		greenrt.Go(func() {
			for range 5 {
				greenrt.Yield()
			}
			n.Add(1)
		})
	}
	greenrt.Idle()
	//gevent:idle.until green
	if greenrt.Enabled() && n.Load() != 3 {
		t.Error(n.Load())
	}
	release := make(chan bool)
	greenrt.Go(func() { <-release; n.Add(1) })
	greenrt.SpawnLater(2*time.Millisecond, func() error { close(release); return nil })
	greenrt.Wait()
	//gevent:wait.none
	//gevent:hub.join
	if n.Load() != 4 {
		t.Error(n.Load())
	}
}

// Those who yield take turns, in the order in which they first did.
func TestYieldTakesTurns(t *testing.T) {
	if !greenrt.Enabled() {
		return // goroutines have no order
	}
	const rounds = 20
	want := slices.Repeat([]int{0, 1, 2}, 5)
	inTurn := 0
	for range rounds {
		var mu sync.Mutex // for the race detector
		var order []int
		var crew []*greenrt.Greenlet
		for i := range 3 {
			crew = append(crew, greenrt.Go(func() {
				for range 5 {
					mu.Lock()
					order = append(order, i)
					mu.Unlock()
					greenrt.Yield()
				}
			}))
		}
		greenrt.JoinAll(crew...)
		if slices.Equal(order, want) {
			inTurn++
		}
	}
	// Who is preempted loses its turn.
	//gevent:sleep0.robin green
	if inTurn < rounds/2 {
		t.Errorf("in turn in %d of %d rounds", inTurn, rounds)
	}
}

func TestSleepOfNoTimeYields(t *testing.T) {
	const rounds = 20
	yielded := 0
	for range rounds {
		var ran atomic.Bool
		gl := greenrt.Go(func() { ran.Store(true) })
		//gevent:sleep.negative
		greenrt.Sleep(-time.Hour)
		if ran.Load() {
			yielded++
		}
		gl.Join()
	}
	// Who was preempted before, or has another processor, may run in any case.
	if greenrt.Enabled() && yielded < rounds/2 {
		t.Errorf("yielded in %d of %d rounds", yielded, rounds)
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

func ExampleGo() {
	crew := []*greenrt.Greenlet{
		greenrt.Go(func() { greenrt.Sleep(2 * time.Millisecond); fmt.Println("world") }),
		greenrt.Go(func() { fmt.Println("hello") }),
	}
	greenrt.JoinAll(crew...)
	// Output:
	// hello
	// world
}

func ExampleWithTimeout() {
	err := greenrt.WithTimeout(time.Millisecond, func() {
		greenrt.Sleep(time.Hour)
	})
	fmt.Println(err)
	// Output: greenrt: timed out after 1ms
}

func ExampleGreenlet_Kill() {
	gl := greenrt.Go(func() {
		defer fmt.Println("deferred functions run")
		greenrt.Sleep(time.Hour)
	})
	greenrt.Sleep(time.Millisecond)
	gl.Kill()
	fmt.Println(gl.Killed(), gl.Err())
	// Output:
	// deferred functions run
	// true <nil>
}

func BenchmarkGoJoin(b *testing.B) {
	for b.Loop() {
		greenrt.Go(func() {}).Join()
	}
}

func BenchmarkTimeout(b *testing.B) {
	for b.Loop() {
		greenrt.StartTimeout(time.Hour).Cancel()
	}
}
