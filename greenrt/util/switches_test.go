package util_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/greenlet"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/util"
)

func compute(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
	}
}

// unlessUnseen turns ErrUnseen, which a plain program may answer, into want.
func unlessUnseen(err, want error) error {
	if !greenrt.Enabled() && errors.Is(err, util.ErrUnseen) {
		return want
	}
	return err
}

func TestAssertSwitchesPassesIfTheBlockSwitches(t *testing.T) {
	for name, fn := range map[string]func(){
		"Yield": greenrt.Yield,
		"Sleep": func() { greenrt.Sleep(time.Millisecond) },
		"Join":  func() { greenrt.Go(quiesce.Others).Join() }, // which ends when the caller waits
	} {
		if err := util.AssertSwitches(fn); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := util.AssertSwitches(fn, util.HubOnly(), util.MaxBlockingTime(time.Minute)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	c := make(chan int)
	for name, fn := range map[string]func(){
		"Gosched":    runtime.Gosched,
		"channel":    func() { go func() { time.Sleep(time.Millisecond); c <- 1 }(); <-c },
		"time.Sleep": func() { time.Sleep(time.Millisecond) },
	} {
		if err := unlessUnseen(util.AssertSwitches(fn), nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAssertSwitchesFailsIfTheBlockDoesNotSwitch(t *testing.T) {
	//gevent:util.switches green
	for name, fn := range map[string]func(){
		"nothing":   func() {},
		"computing": func() { compute(30 * time.Millisecond) }, // three time slices
	} {
		var ran atomic.Bool
		var other *greenrt.Greenlet
		var err error
		quiesce.Uncollected(func() {
			err = util.AssertSwitches(func() { // before and after it may be preempted
				other = greenrt.Go(func() { ran.Store(true) })
				fn()
				if greenrt.Enabled() && ran.Load() {
					t.Errorf("%s: another greenlet ran", name)
				}
			})
		})
		var failed *util.SwitchError
		switch {
		case !greenrt.Enabled():
			if !errors.Is(err, util.ErrUnseen) {
				t.Errorf("%s: %v", name, err)
			}
		case !errors.As(err, &failed) || failed.Switched || failed.Longest != failed.Took || !strings.Contains(err.Error(), "no switch to another greenlet"):
			t.Errorf("%s: %v", name, err)
		}
		other.Join()
	}
}

// Memory that was used before is cleared when it is allocated again, and who allocates much gives
// way in the middle if it is asked to: as one that is preempted.
func TestAllocationIsNoSwitch(t *testing.T) {
	if !greenrt.Enabled() {
		return // such a switch is not seen
	}
	const blocks, size = 32, 4 << 20 // takes more than a time slice
	var kept [blocks][]byte
	allocate := func() {
		for i := range kept {
			kept[i] = make([]byte, size)
		}
	}
	allocate()
	clear(kept[:])
	var ran atomic.Bool
	var other *greenrt.Greenlet
	quiesce.Uncollected(func() { // after a collection
		err := util.AssertNoSwitch(func() {
			other = greenrt.Go(func() { ran.Store(true) })
			allocate()
		})
		if err != nil || ran.Load() {
			t.Error(err, ran.Load())
		}
	})
	other.Join()
}

func TestAssertSwitchesMaxBlockingTime(t *testing.T) {
	if !greenrt.Enabled() {
		return // nothing is blocked
	}
	var over atomic.Bool
	other := greenrt.Go(func() {
		for !over.Load() {
			greenrt.Yield()
		}
	})
	defer other.Join()
	defer over.Store(true)
	//gevent:util.blocking green
	err := util.AssertSwitches(func() {
		greenrt.Yield()
		// Until the runtime has seen it, which on a busy machine looks when it can.
		for greenrt.MaxStall(true); greenrt.MaxStall(false) < 60*time.Millisecond; {
		}
		greenrt.Yield()
	}, util.MaxBlockingTime(50*time.Millisecond))
	var failed *util.SwitchError
	if !errors.As(err, &failed) || failed.Longest < 50*time.Millisecond || failed.Longest > failed.Took || failed.Limit != 50*time.Millisecond || !strings.Contains(err.Error(), "GREENRT=monitor=50ms") {
		t.Errorf("%v: %+v", err, failed)
	}
	// The time before the block is not the block's. The block's own may be long, if the
	// machine does not run it.
	compute(50 * time.Millisecond)
	err = util.AssertSwitches(greenrt.Yield, util.MaxBlockingTime(40*time.Millisecond))
	if failed = nil; err != nil && (!errors.As(err, &failed) || failed.Longest > failed.Took) {
		t.Errorf("%v: %+v", err, failed)
	}
}

func TestAssertSwitchesHubOnly(t *testing.T) {
	//gevent:util.hubonly green
	main := greenlet.Current[int]()
	g := greenlet.New(func(n int) (int, error) {
		for {
			main.Switch(n)
		}
	})
	g.Switch(1)
	defer g.Throw(greenlet.ErrExit)
	there := func() { g.Switch(2) }
	if err := util.AssertSwitches(there); err != nil {
		t.Error("a coroutine's switch does not count:", err)
	}
	// Some go by way of the hub: one in 64, and on a busy machine more.
	var err error
	quiesce.Until(t, "it does not go by way of the hub", func() bool {
		err = util.AssertSwitches(there, util.HubOnly())
		return err != nil
	})
	var failed *util.SwitchError
	if greenrt.Enabled() && (!errors.As(err, &failed) || !failed.HubOnly || !strings.Contains(err.Error(), "no switch to the hub")) || !greenrt.Enabled() && err != util.ErrUnseen {
		t.Error("a coroutine's switch counts as one to the hub:", err)
	}
}

func TestAssertNoSwitch(t *testing.T) {
	if err := util.AssertNoSwitch(func() { compute(30 * time.Millisecond) }); err != nil {
		t.Error(err)
	}
	err := util.AssertNoSwitch(greenrt.Yield)
	var failed *util.SwitchError
	if !errors.As(err, &failed) || !failed.Switched {
		t.Error(err)
	}
	if err := util.AssertNoSwitch(func() { time.Sleep(time.Millisecond) }); greenrt.Enabled() && err == nil {
		t.Error("a sleep was not seen")
	}
}

// The watch ends with the assertion, however that ends, and not with one inside of it.
func TestAssertionsEndAndNest(t *testing.T) {
	for _, s := range greenrt.Settings() {
		if s.Name == "preempt" && s.Value == "off" {
			return // nobody is preempted anyway
		}
	}
	ranBeside := func(d time.Duration) bool {
		var ran atomic.Bool
		other := greenrt.Go(func() { ran.Store(true) })
		defer other.Join()
		for end := time.Now().Add(d); time.Now().Before(end) && !ran.Load(); {
		}
		return ran.Load()
	}
	err := util.AssertSwitches(func() {
		util.AssertNoSwitch(func() {})
		quiesce.Uncollected(func() {
			if greenrt.Enabled() && ranBeside(30*time.Millisecond) {
				t.Error("the inner assertion has ended the outer")
			}
		})
		greenrt.Yield()
	})
	if err != nil {
		t.Error(err)
	}
	func() {
		defer func() {
			if r := recover(); r != "oh" {
				t.Error(r)
			}
		}()
		util.AssertSwitches(func() { panic("oh") })
	}()
	if !ranBeside(time.Minute) {
		t.Error("still not preempted after the assertion")
	}
}

func TestAssertionsOfSeveralGreenlets(t *testing.T) {
	kept := greenrt.Spawn(func() (bool, error) {
		return true, util.AssertNoSwitch(func() { compute(5 * time.Millisecond) })
	})
	gave := greenrt.Spawn(func() (bool, error) {
		return true, util.AssertSwitches(func() { greenrt.Yield(); greenrt.Sleep(10 * time.Millisecond) })
	})
	if _, err := kept.Get(); err != nil {
		t.Error(err)
	}
	if _, err := gave.Get(); err != nil {
		t.Error(err)
	}
}

func TestAssertionOffTheHub(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := util.AssertSwitches(func() { compute(time.Millisecond) }); err != util.ErrUnseen {
		t.Error(err)
	}
	if err := util.AssertNoSwitch(func() {}); greenrt.Enabled() != (err == util.ErrUnseen) {
		t.Error(err)
	}
}

func TestAssertSwitchesContext(t *testing.T) {
	ctx := context.WithValue(t.Context(), t, 7)
	mine := errors.New("mine")
	for _, want := range []error{nil, mine} {
		err := util.AssertSwitchesContext(ctx, func(ctx context.Context) error {
			greenrt.Yield()
			if ctx.Value(t) != 7 {
				t.Error("another context")
			}
			return want
		})
		if err != want {
			t.Error(err)
		}
	}
	if err := util.AssertSwitchesContext(ctx, func(context.Context) error { return nil }); err == nil {
		t.Error("nothing was asserted")
	}
}
