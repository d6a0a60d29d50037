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
	if g.Started() || g.Dead() {
		t.Error("begun before the first switch")
	}
	for i := range 1000 {
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
	if n, err := g.Switch(-7); n != -7 || err != nil {
		t.Error(n, err)
	}
	if g.Started() || !g.Dead() {
		t.Error("not dead after its function returned")
	}
	if _, err := g.Switch(1); !errors.Is(err, greenlet.ErrDead) {
		t.Error(err)
	}
}

func TestThrow(t *testing.T) {
	mine := errors.New("mine")
	g := echo(greenlet.Current[int]())
	g.Switch(1)
	if _, err := g.Throw(mine); err != mine || !g.Dead() {
		t.Error(err)
	}
	called := false
	g = greenlet.New(func(int) (int, error) { called = true; return 1, nil })
	if _, err := g.Throw(mine); err != mine || called || !g.Dead() {
		t.Error(err, called)
	}
	g = greenlet.New(func(int) (int, error) { called = true; return 1, nil })
	if n, err := g.Throw(greenlet.ErrExit); n != 0 || err != nil || called {
		t.Error(n, err, called)
	}
	g = echo(greenlet.Current[int]())
	g.Switch(1)
	if n, err := g.Throw(greenlet.ErrExit); n != 0 || err != nil || !g.Dead() {
		t.Error(n, err)
	}
}

func TestEndGoesToParent(t *testing.T) {
	main := greenlet.Current[int]()
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
	if n, err := child.Switch(5); n != 6 || err != nil {
		t.Error(n, err)
	}
	a, b := echo(main), echo(main)
	if err := a.SetParent(b); err != nil {
		t.Error(err)
	}
	if err := b.SetParent(a); !errors.Is(err, greenlet.ErrCycle) {
		t.Error(err)
	}
}

func TestMisuse(t *testing.T) {
	me := greenlet.Current[int]()
	if _, err := me.Switch(1); !errors.Is(err, greenlet.ErrSelf) {
		t.Error(err)
	}
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
	defer func() {
		err, _ := recover().(*greenlet.PanicError)
		if err == nil || err.Value != "oh" || !strings.Contains(string(err.Stack), "TestPanicGoesToParent") {
			t.Error(err)
		}
	}()
	g.Switch(1)
	t.Error("Switch has returned")
}

func TestTraceAndStack(t *testing.T) {
	var events []string
	old := greenlet.SetTrace(func(event string) { events = append(events, event) })
	defer func() { greenlet.SetTrace(old) }()
	g := echo(greenlet.Current[int]())
	g.Switch(1)
	if s := string(g.Stack()); !strings.Contains(s, "echo.func") {
		t.Errorf("stack of a suspended greenlet:\n%s", s)
	}
	g.Throw(greenlet.ErrExit)
	if got := strings.Join(events, " "); got != "switch switch throw switch" {
		t.Error(got)
	}
	if g.Stack() != nil {
		t.Error("a dead greenlet has a stack")
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
