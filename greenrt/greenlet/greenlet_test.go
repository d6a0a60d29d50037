package greenlet_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/greenlet"
)

// echo switches what it gets back to main until it gets a negative number.
func echo(main *greenlet.Greenlet[int]) *greenlet.Greenlet[int] {
	return greenlet.New(func(n int) (int, error) {
		for n >= 0 {
			var err error
			if n, err = main.Switch(n); err != nil {
				return 0, err
			}
		}
		return n, nil
	})
}

func TestSwitch(t *testing.T) {
	g := echo(greenlet.Current[int]())
	//gevent:greenlet.inert
	if g.Started() || g.Dead() {
		t.Error("begun before the first switch")
	}
	for i := range 1000 {
		//gevent:switch.first
		//gevent:switch.result
		//gevent:dead.states
		if n, err := g.Switch(i); n != i || err != nil {
			t.Fatal(i, n, err)
		}
		if !g.Started() || g.Dead() {
			t.Fatal("not begun after a switch")
		}
		if i%100 == 0 {
			runtime.GC()
		}
	}
	//gevent:end.value
	if n, err := g.Switch(-7); n != -7 || err != nil {
		t.Error(n, err)
	}
	if g.Started() || !g.Dead() {
		t.Error("not dead after its function returned")
	}
	//gevent:switch.dead
	if _, err := g.Switch(1); !errors.Is(err, greenlet.ErrDead) {
		t.Error(err)
	}
}

func TestThrow(t *testing.T) {
	mine := errors.New("mine")
	g := echo(greenlet.Current[int]())
	g.Switch(1)
	//gevent:throw.pending
	//gevent:end.error
	if _, err := g.Throw(mine); err != mine || !g.Dead() {
		t.Error(err)
	}
	called := false
	g = greenlet.New(func(int) (int, error) { called = true; return 1, nil })
	//gevent:throw.unstarted
	if _, err := g.Throw(mine); err != mine || called || !g.Dead() {
		t.Error(err, called)
	}
	g = greenlet.New(func(int) (int, error) { called = true; return 1, nil })
	//gevent:exit.unstarted
	if n, err := g.Throw(greenlet.ErrExit); n != 0 || err != nil || called {
		t.Error(n, err, called)
	}
	g = echo(greenlet.Current[int]())
	g.Switch(1)
	//gevent:exit.result
	if n, err := g.Throw(greenlet.ErrExit); n != 0 || err != nil || !g.Dead() {
		t.Error(n, err)
	}
}

func TestEndGoesToParent(t *testing.T) {
	var child *greenlet.Greenlet[int]
	parent := greenlet.New(func(n int) (int, error) {
		child = greenlet.New(func(n int) (int, error) { return n + 1, nil })
		n, err := child.Switch(n * 10) // 11 comes from child's end
		if err != nil {
			return 0, err
		}
		return n + 100, nil
	})
	if n, err := parent.Switch(1); n != 111 || err != nil || !child.Dead() {
		t.Error(n, err)
	}
	// The parent is dead: the next ancestor.
	parent = greenlet.New(func(n int) (int, error) {
		child = greenlet.New(func(n int) (int, error) { return n + 1, nil })
		return n, nil
	})
	parent.Switch(0)
	//gevent:end.ancestor
	if n, err := child.Switch(5); n != 6 || err != nil {
		t.Error(n, err)
	}
}

func TestParent(t *testing.T) {
	main := greenlet.Current[int]()
	if main.Parent() != nil {
		t.Error("a root has a parent")
	}
	// g is made by main, and first switched to by other.
	g := greenlet.New(func(n int) (int, error) { return n + 1, nil })
	other := greenlet.New(func(n int) (int, error) {
		_, err := g.Switch(n)
		t.Error("g's end has come to who started it")
		return 0, err
	})
	//gevent:greenlet.parent
	if n, err := other.Switch(1); n != 2 || err != nil || !g.Parent().Is(main) {
		t.Error(n, err)
	}
	// The parent that was set gets the end.
	var heir *greenlet.Greenlet[int]
	g = greenlet.New(func(n int) (int, error) { return n * 10, nil })
	heir = greenlet.New(func(n int) (int, error) {
		n, err := main.Switch(n) // g's end comes to here
		return n + 5, err
	})
	heir.Switch(0)
	//gevent:parent.set
	if err := g.SetParent(heir); err != nil || !g.Parent().Is(heir) {
		t.Error(err)
	}
	if n, err := g.Switch(1); n != 15 || err != nil || !heir.Dead() {
		t.Error(n, err)
	}
	a, b := echo(main), echo(main)
	if err := a.SetParent(b); err != nil {
		t.Error(err)
	}
	//gevent:parent.cycle
	if err := b.SetParent(a); !errors.Is(err, greenlet.ErrCycle) {
		t.Error(err)
	}
	//gevent:parent.main
	if err := main.SetParent(a); !errors.Is(err, greenlet.ErrCycle) {
		t.Error(err)
	}
	foreign := make(chan *greenlet.Greenlet[int])
	go func() { foreign <- greenlet.Current[int]() }()
	//gevent:parent.thread
	if err := a.SetParent(<-foreign); !errors.Is(err, greenlet.ErrForeign) {
		t.Error(err)
	}
}

func TestMisuse(t *testing.T) {
	me := greenlet.Current[int]()
	//gevent:switch.self
	if _, err := me.Switch(1); !errors.Is(err, greenlet.ErrSelf) {
		t.Error(err)
	}
	//gevent:getcurrent.main
	if !me.Is(greenlet.Current[string]()) {
		t.Error("Current is not the running one")
	}
	g := echo(me)
	g.Switch(1)
	errs := make(chan error)
	go func() {
		_, err := g.Switch(1)
		errs <- err
	}()
	//gevent:thread.foreign
	if err := <-errs; !errors.Is(err, greenlet.ErrForeign) {
		t.Error(err)
	}
	s := greenlet.New(func(string) (string, error) { _, err := g.Switch(2); return "", err })
	if _, err := s.Switch(""); err == nil || !strings.Contains(err.Error(), "int") {
		t.Error(err) // g switches an int to me, who waits for a string
	}
}

func TestPanicGoesToParent(t *testing.T) {
	g := greenlet.New(func(int) (int, error) { panic("oh") })
	//gevent:end.error
	//gevent:end.traceback
	defer func() {
		err, _ := recover().(*greenlet.PanicError)
		if err == nil || err.Value != "oh" || !strings.Contains(string(err.Stack), "TestPanicGoesToParent") {
			t.Error(err)
		}
	}()
	g.Switch(1)
	t.Error("Switch has returned")
}

// A nil function fails at the first switch.
func TestNoFunction(t *testing.T) {
	g := greenlet.New[int](nil)
	//gevent:run.callable
	defer func() {
		if err, _ := recover().(*greenlet.PanicError); err == nil {
			t.Error("no panic")
		}
	}()
	g.Switch(1)
	t.Error("Switch has returned")
}

// Each greenlet has its own panic to recover.
func TestPanicsAreOnesOwn(t *testing.T) {
	main := greenlet.Current[int]()
	panics := func(what string) *greenlet.Greenlet[int] {
		return greenlet.New(func(int) (int, error) {
			defer func() {
				main.Switch(1) // while it panics
				if r := recover(); r != what {
					t.Errorf("recovered %v, want %v", r, what)
				}
			}()
			panic(what)
		})
	}
	a, b := panics("a"), panics("b")
	a.Switch(0)
	b.Switch(0)
	//gevent:excinfo.own
	func() {
		defer func() {
			if r := recover(); r != "main" {
				t.Errorf("recovered %v, want main's", r)
			}
		}()
		panic("main")
	}()
	for _, g := range []*greenlet.Greenlet[int]{a, b} {
		if _, err := g.Switch(0); err != nil || !g.Dead() {
			t.Error(err)
		}
	}
}

func TestTrace(t *testing.T) {
	type hop struct {
		event    string
		from, to *greenlet.Greenlet[any]
	}
	var hops []hop
	main := greenlet.Current[int]()
	tracer := func(event string, from, to *greenlet.Greenlet[any]) {
		//gevent:settrace.after
		if !to.Is(greenlet.Current[int]()) {
			t.Error("called by another than the target")
		}
		hops = append(hops, hop{event, from, to})
	}
	//gevent:settrace.get
	if old := greenlet.SetTrace(tracer); old != nil {
		t.Error("traced before")
	}
	//gevent:settrace.thread
	done := make(chan bool)
	go func() {
		defer close(done)
		g := echo(greenlet.Current[int]()) // of another tree
		g.Switch(1)
		g.Switch(-1)
	}()
	<-done
	g := echo(main)
	g.Switch(1)
	g.Throw(greenlet.ErrExit)
	if old := greenlet.SetTrace(nil); old == nil {
		t.Error("not traced before")
	}
	//gevent:settrace.events
	events := []string{"switch", "switch", "throw", "switch"}
	if len(hops) != len(events) {
		t.Fatal(hops)
	}
	for i, h := range hops {
		from, to := main, g
		if i%2 == 1 {
			from, to = to, from
		}
		if h.event != events[i] || !h.from.Is(from) || !h.to.Is(to) {
			t.Error(i, h)
		}
	}
}

func TestTracerPanics(t *testing.T) {
	calls := 0
	greenlet.SetTrace(func(string, *greenlet.Greenlet[any], *greenlet.Greenlet[any]) {
		calls++
		panic("tracer")
	})
	defer func() { greenlet.SetTrace(nil) }()
	called := false
	g := greenlet.New(func(int) (int, error) { called = true; return 0, nil })
	//gevent:settrace.raises
	defer func() {
		err, _ := recover().(*greenlet.PanicError)
		if err == nil || err.Value != "tracer" || called || !g.Dead() || calls != 1 {
			t.Error(err, called, calls)
		}
		if n, err := echo(greenlet.Current[int]()).Switch(3); n != 3 || err != nil || calls != 1 {
			t.Error(n, err, calls)
		}
	}()
	g.Switch(1)
	t.Error("Switch has returned")
}

func TestStack(t *testing.T) {
	main := greenlet.Current[int]()
	g := echo(main)
	if g.Stack() != nil {
		t.Error("one that has not begun has a stack")
	}
	for i := range 3 { // later ones go a shorter way
		g.Switch(i)
		//gevent:frame.suspended
		if s := string(g.Stack()); !strings.Contains(s, "echo.func") {
			t.Errorf("stack of a suspended greenlet:\n%s", s)
		}
	}
	//gevent:frame.none
	if s := main.Stack(); s != nil {
		t.Errorf("the running greenlet has a stack:\n%s", s)
	}
	g.Switch(-1)
	if g.Stack() != nil {
		t.Error("a dead greenlet has a stack")
	}
	// Who has started another is suspended as well, from the first moment on.
	for range 100 {
		var stack []byte
		greenlet.New(func(int) (int, error) { stack = main.Stack(); return 0, nil }).Switch(0)
		if !strings.Contains(string(stack), "TestStack") {
			t.Fatalf("stack of one that has started another:\n%s", stack)
		}
	}
}

// A greenlet that is suspended is not woken by a kill, which would have two of a tree run.
func TestKillWhileSuspended(t *testing.T) {
	killed, inside := make(chan bool), make(chan *greenrt.Greenlet, 1)
	root := greenrt.Go(func() {
		main := greenlet.Current[int]()
		g := greenlet.New(func(int) (int, error) {
			inside <- greenrt.Current()
			main.Switch(1)
			defer close(killed)
			greenrt.Sleep(1e18)
			return 0, nil
		})
		g.Switch(0)
		other := <-inside
		other.KillTimeout(0)
		greenrt.Yield()
		if g.Dead() {
			t.Error("killed while it was suspended")
		}
		defer func() {
			if recover() == nil {
				t.Error("the kill did not reach the parent")
			}
		}()
		g.Switch(0)
	})
	<-killed
	root.Join()
}

func BenchmarkSwitch(b *testing.B) {
	g := echo(greenlet.Current[int]())
	g.Switch(0)
	for b.Loop() {
		g.Switch(1)
	}
	g.Switch(-1)
}

// Who has a parent that has not begun begins it by its end, or ends it by its failure.
func TestEndGoesToFreshParent(t *testing.T) {
	mine := errors.New("mine")
	for _, tt := range []struct {
		name string
		run  func(int) (int, error)
		want int
		err  error
		runs bool
	}{
		{"value", func(n int) (int, error) { return n + 1, nil }, 20, nil, true},
		{"error", func(int) (int, error) { return 0, mine }, 0, mine, false},
		{"exit", func(int) (int, error) { return 5, greenlet.ErrExit }, 0, nil, true},
		{"panic", func(int) (int, error) { panic(mine) }, 0, mine, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			runs := false
			child := greenlet.New(tt.run)
			parent := greenlet.New(func(n int) (int, error) { runs = true; return 10 * n, nil })
			if err := child.SetParent(parent); err != nil {
				t.Fatal(err)
			}
			var v int
			var err error
			func() {
				defer func() {
					if r, ok := recover().(error); ok {
						err = r
					}
				}()
				v, err = child.Switch(1)
			}()
			if v != tt.want || !errors.Is(err, tt.err) || runs != tt.runs || !child.Dead() || !parent.Dead() {
				t.Error(v, err, runs, child.Dead(), parent.Dead())
			}
		})
	}
}
