package greenrt_test

import (
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/core"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

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
	a, b := greenrt.StartTimeout(20*time.Millisecond), greenrt.StartTimeout(time.Hour)
	//gevent:Timeout.close
	if first, again := b.Cancel(), b.Cancel(); !first || !again || b.Pending() {
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
	var first, second *greenrt.Timeout
	raised := func(fn func()) (r any) {
		defer func() { r = recover() }()
		fn()
		return nil
	}
	r := raised(func() {
		greenrt.Shield(func() {
			// On a busy machine both can be late: again, with more time in between.
			for d, apart := 50*time.Millisecond, false; !apart; d *= 2 {
				first, second = greenrt.NewTimeout(time.Millisecond), greenrt.NewTimeout(d)
				for _, timeout := range []*greenrt.Timeout{second, first} {
					if err := timeout.Start(); err != nil {
						t.Error(err)
					}
				}
				for first.Pending() {
					greenrt.Sleep(time.Millisecond)
				}
				if apart = second.Pending(); !apart {
					first.Cancel()
					second.Cancel()
				}
			}
			for second.Pending() {
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

// Of those that are for the same time the outer one is raised, whichever alarm's goroutine
// runs first.
func TestTimeoutsTogether(t *testing.T) {
	for range 100 {
		var inner, middle error
		outer := greenrt.WithTimeout(time.Millisecond, func() {
			greenrt.WithTimeout(time.Minute, func() { // which does not matter
				middle = greenrt.WithTimeout(time.Millisecond, func() {
					//gevent:Timeout.order
					inner = greenrt.WithTimeout(time.Millisecond, func() {
						defer greenrt.StartTimeout(time.Millisecond).Cancel()
						greenrt.Sleep(time.Hour)
					})
				})
			})
		})
		if outer == nil || middle != nil || inner != nil {
			t.Fatalf("outer %v, middle %v, inner %v", outer, middle, inner)
		}
	}
	// Who swallows one gets the next, from outside to inside.
	var order []any
	catch := func(fn func()) {
		defer func() { order = append(order, recover()) }()
		fn()
	}
	var inner *greenrt.Timeout
	outer := greenrt.WithTimeout(0, func() {
		inner = greenrt.StartTimeout(-time.Second) // as soon as 0
		catch(func() { greenrt.Sleep(time.Hour) })
		catch(func() { greenrt.Sleep(time.Hour) })
	})
	if first, ok := order[0].(*greenrt.Timeout); !ok || first == inner || first.Duration() != 0 || order[1] != any(inner) || outer != nil {
		t.Error("raised:", order, "outer:", outer)
	}
}

// A timeout of who calls next of iter.Pull does not end what the coroutine waits for.
func TestTimeoutAroundACoroutine(t *testing.T) {
	var gate event.Event
	selves := make(chan *core.G)
	var first, second int
	var computes, waits error
	gl := greenrt.Go(func() {
		next, stop := iter.Pull(func(yield func(int) bool) {
			gate.Wait()
			if yield(1) {
				gate.Wait()
				yield(2)
			}
		})
		defer stop()
		selves <- core.Self()
		computes = greenrt.WithTimeout(time.Millisecond, func() { first, _ = next() })
		selves <- core.Self()
		waits = greenrt.WithTimeout(time.Millisecond, func() {
			second, _ = next()
			greenrt.Sleep(time.Hour)
		})
	})
	for range 2 {
		self := <-selves
		quiesce.Until(t, "the timeout fires", self.Pending)
		quiesce.Others()
		if gl.Ready() {
			t.Fatal("next was interrupted:", gl, gl.Err())
		}
		gate.Set()
		quiesce.Until(t, "it is raised or withdrawn", func() bool { return !self.Pending() })
		gate.Clear()
	}
	gl.Join()
	if gl.Err() != nil || first != 1 || second != 2 || computes != nil || waits == nil {
		t.Error(gl.Err(), first, second, computes, waits)
	}
}

// One of the coroutine's own ends its waits, but not that in yield.
func TestTimeoutInACoroutine(t *testing.T) {
	var self *core.G
	var own, after error
	next, stop := iter.Pull(func(yield func(int) bool) {
		own = greenrt.WithTimeout(time.Millisecond, func() { greenrt.Sleep(time.Hour) })
		self = core.Self()
		after = greenrt.WithTimeout(time.Millisecond, func() {
			yield(1)
			yield(2)
			greenrt.Sleep(time.Hour)
		})
		yield(3)
	})
	defer stop()
	for want := range 3 {
		got, ok := next()
		if !ok || got != want+1 || after != nil != (got == 3) {
			t.Fatal(got, ok, after)
		}
		if got == 1 {
			quiesce.Until(t, "the timeout fires", self.Pending)
		}
	}
	if own == nil {
		t.Error("the coroutine's wait was not ended")
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

func BenchmarkTimeout(b *testing.B) {
	for b.Loop() {
		greenrt.StartTimeout(time.Hour).Cancel()
	}
}
