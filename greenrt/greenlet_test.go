package greenrt_test

import (
	"errors"
	"fmt"
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
	if len(order) != 0 {
		t.Error("ran before the caller yielded")
	}
	mu.Unlock()
	greenrt.JoinAll(crew...)
	if !slices.IsSorted(order) || len(order) != 5 {
		t.Error("not first come first served:", order)
	}
}

func TestSpawn(t *testing.T) {
	mine := errors.New("mine")
	task := greenrt.Spawn(func() (int, error) { greenrt.Yield(); return 7, nil })
	if _, err := task.TryGet(); greenrt.Enabled() && err != greenrt.ErrNotReady {
		t.Error(err)
	}
	if v, err := task.Get(); v != 7 || err != nil || !task.Successful() || !task.Ready() {
		t.Error(v, err)
	}
	task = greenrt.Spawn(func() (int, error) { return 0, mine })
	for range 2 { // the same error each time
		if _, err := task.Get(); err != mine || task.Err() != mine || task.Successful() {
			t.Error(err)
		}
	}
	slow := greenrt.Spawn(func() (int, error) { greenrt.Sleep(time.Hour); return 0, nil })
	if _, err := slow.GetTimeout(time.Millisecond); err != greenrt.ErrNotReady {
		t.Error(err)
	}
	slow.Kill()
	if _, err := slow.Get(); !slow.Successful() || slow.Err() != nil || !slow.Killed() {
		t.Error(err, slow)
	} else if _, exit := err.(*greenrt.Exit); !exit {
		t.Error(err)
	}
	goexit := greenrt.Go(runtime.Goexit)
	goexit.Join()
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
		if err := gl.Kill(); err != nil || !gl.Killed() || !gl.Successful() {
			t.Error(err, gl)
		}
		mine := errors.New("mine")
		gl = greenrt.Go(func() { called = true })
		gl.Raise(mine)
		gl.Join()
		if gl.Err() != mine || gl.Successful() {
			t.Error(gl.Err())
		}
	}
	gl := greenrt.SpawnLater(20*time.Millisecond, func() error { called = true; return nil })
	if gl.Ready() || gl.Started() {
		t.Error(gl)
	}
	gl.Kill()
	time.Sleep(40 * time.Millisecond)
	if called {
		t.Error("its function was called")
	}
	ran := greenrt.SpawnLater(time.Millisecond, func() error { called = true; return nil })
	if !ran.JoinTimeout(time.Minute) || !called {
		t.Error("did not begin")
	}
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
	if gl.Join(); gl.Err() != mine || gl.Killed() {
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
		if !gl.JoinTimeout(time.Minute) {
			t.Fatal(gl)
		}
	}
	release := make(chan bool)
	stubborn := greenrt.Go(func() { greenrt.Shield(func() { <-release }) })
	settle()
	if err := greenrt.KillAllTimeout(time.Millisecond, stubborn); err == nil {
		t.Error("killed in a shield")
	}
	release <- true
	stubborn.Join()
	if !stubborn.Killed() {
		t.Error(stubborn)
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
	if err := gl.Err(); !errors.Is(err, mine) || err != reported || !strings.Contains(string(reported.Stack), "TestPanicIsReported") {
		t.Error(err, reported)
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
	begin := make(chan bool)
	gl := greenrt.GoErr(func() error { <-begin; return errors.New("failed") })
	gl.Link(note("a"))
	gl.LinkValue(note("value"))
	gl.LinkError(note("error"))
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
	if site := gl.Site(); !strings.HasSuffix(site.Function, "TestIdentity") || site.Line == 0 {
		t.Error(site)
	}
	gl.SetName("worker")
	settle()
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
	if child.Parent() != nil || child.ParentID() != parent.ID() {
		t.Error("its parent has ended:", child.Parent())
	}
	child.Join()
	spawned := 0
	stop := greenrt.OnSpawn(func(*greenrt.Greenlet) { spawned++ })
	greenrt.Go(func() {}).Join()
	stop()
	greenrt.Go(func() {}).Join()
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
	never := greenrt.Go(func() { greenrt.Sleep(time.Hour) })
	if got := greenrt.JoinAllTimeout(5*time.Millisecond, never, crew[0]); len(got) != 1 {
		t.Error(got)
	}
	failed := greenrt.GoErr(func() error { return errors.New("failed") })
	if err := greenrt.FirstError(never, failed); err == nil {
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
	if !errors.As(err, &timeout) || !timeout.Timeout() || !deferred || timeout.Duration() != 5*time.Millisecond {
		t.Error(err, deferred)
	}
	if err := greenrt.WithTimeout(time.Minute, func() {}); err != nil {
		t.Error(err)
	}
	if err := greenrt.WithTimeout(0, func() { greenrt.Sleep(time.Hour) }); err == nil {
		t.Error("0 does not fire")
	}
	// It expires only at a wait, and is forgotten if there is none.
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
	outer := greenrt.WithTimeout(5*time.Millisecond, func() {
		inner = greenrt.WithTimeout(time.Hour, func() { greenrt.Sleep(time.Hour) })
		t.Error("after the inner one")
	})
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
	if first, again := b.Cancel(), b.Cancel(); !first || !again || b.Pending() || !a.Pending() {
		t.Error("cancel")
	}
	func() {
		defer func() {
			if r := recover(); r != any(a) {
				t.Error(r)
			}
		}()
		greenrt.Sleep(time.Hour)
	}()
	if a.Cancel() || a.Start() != greenrt.ErrStarted || greenrt.NewTimeout(greenrt.Never).Start() != nil {
		t.Error("a timeout that has fired")
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
	if err == nil || !member.Killed() {
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
	if greenrt.Enabled() && n.Load() != 3 {
		t.Error(n.Load())
	}
	greenrt.Wait()
	if n.Load() != 3 {
		t.Error(n.Load())
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
