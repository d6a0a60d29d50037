package monitor_test

import (
	"context"
	"log/slog"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/monitor"
)

// hog computes for d and until somebody has told of n stalls, for others to wait. Who looks
// for stalls comes late on a busy machine.
//
//go:noinline
func hog(d time.Duration, told *atomic.Int64, n int64) {
	for began := time.Now(); time.Since(began) < d || told.Load() < n; {
	}
}

// hogged reports whether a stall is hog's.
func hogged(s monitor.Stall) bool { return strings.HasSuffix(s.Place().Function, "monitor_test.hog") }

// never is how many stalls are waited for where there are none to be told of.
const never = math.MinInt64

// records is a slog.Handler that keeps what it is told.
type records struct {
	slog.Handler
	mu   sync.Mutex
	list []map[string]slog.Value
}

func (r *records) Enabled(context.Context, slog.Level) bool { return true }

func (r *records) Handle(_ context.Context, one slog.Record) error {
	m := map[string]slog.Value{"": slog.StringValue(one.Message)}
	one.Attrs(func(a slog.Attr) bool { m[a.Key] = a.Value; return true })
	r.mu.Lock()
	r.list = append(r.list, m)
	r.mu.Unlock()
	return nil
}

// Who is in the way of others is found, with the place; every time, but logged once.
func TestStalls(t *testing.T) {
	log := new(records)
	began := time.Now()
	// A busy machine makes many that are not hog's.
	var others atomic.Int64
	var mu sync.Mutex
	var told []monitor.Stall
	var hogs atomic.Int64
	stop := start(t, monitor.Options{Threshold: 4 * time.Millisecond, Log: slog.New(log), LogEvery: time.Hour, OnStall: func(s monitor.Stall) {
		if !hogged(s) {
			others.Add(1)
			return
		}
		mu.Lock()
		told = append(told, s)
		mu.Unlock()
		hogs.Add(1)
	}})
	var over atomic.Bool
	var turns atomic.Int64
	waiting := greenrt.Go(func() {
		for !over.Load() {
			turns.Add(1)
			runtime.Gosched() // always ready
		}
	})
	id := greenrt.Current().GoroutineID()
	// With preempt=off it goes on after it was asked to stop, and that is to be known. Who
	// looks may lose sight of a stall on a busy machine, and takes it for over then: so there are
	// as many as it takes.
	goesOn := greenrt.Enabled() && strings.Contains(os.Getenv("GREENRT"), "preempt=off")
	lasted := func(s monitor.Stall) bool { return hogged(s) && s.Held >= 50*time.Millisecond }
	stalls := 0
	quiesce.Until(t, "there are three stalls of 60 ms, and one is known to have lasted 50", func() bool {
		had := turns.Load()
		quiesce.Until(t, "the other has a turn", func() bool { return turns.Load() > had }) // which ends the stall before
		n := hogs.Load() + 1
		if !greenrt.Enabled() {
			n = never
		}
		hog(60*time.Millisecond, &hogs, n)
		stalls++
		return stalls >= 3 && (!goesOn || slices.ContainsFunc(monitor.Stalls(), lasted))
	})
	over.Store(true)
	waiting.Join()
	if !greenrt.Enabled() {
		stop()
		if len(told) != 0 || others.Load() != 0 || len(log.list) != 0 {
			t.Error(told, others.Load(), log.list)
		}
		return
	}
	//gevent:monitor.blocked green
	//gevent:monitor.event green
	mu.Lock()
	for i, s := range told { // three at least, as each hog waited for one
		if s.Count != uint64(i+1) {
			t.Errorf("stall %d is number %d", i+1, s.Count)
		}
	}
	last := told[2]
	mu.Unlock()
	if last.Greenlet != id || last.Held < 4*time.Millisecond || last.Began.Before(began) || len(last.Stack) < 2 {
		t.Errorf("%+v", last)
	}
	at := slices.IndexFunc(monitor.StallPlaces(), func(p monitor.StallPlace) bool { return hogged(p.Last) })
	if at < 0 || monitor.StallPlaces()[at].Count < 3 || monitor.StallPlaces()[at].Longest < last.Held {
		t.Errorf("%+v", monitor.StallPlaces())
	}
	if s := monitor.Read(); s.Stalls < 3 || s.Stalled < 12*time.Millisecond || s.Longest < 4*time.Millisecond {
		t.Errorf("%+v", s)
	}
	if !slices.ContainsFunc(monitor.Stalls(), hogged) {
		t.Error("it is not among the last")
	}
	stop()
	logged := 0
	for _, r := range log.list {
		if strings.HasSuffix(r["place"].String(), "monitor_test.hog") {
			logged++
			if r[""].String() != "greenlet held its hub up" || r["held"].Duration() < 4*time.Millisecond ||
				r["greenlet"].Uint64() != id || !strings.Contains(r["stack"].String(), "stall_test.go:") {
				t.Error(r)
			}
		}
	}
	if logged != 1 {
		t.Errorf("it was logged %d times: %v", logged, log.list)
	}
}

// A greenlet that gives its hub up again has not stalled it: nobody is told of those that
// only work.
func TestNoStall(t *testing.T) {
	told := make(chan monitor.Stall, 1000)
	stop := start(t, monitor.Options{Threshold: 10 * time.Second, OnStall: func(s monitor.Stall) { told <- s }})
	pingpong(10_000)
	hog(30*time.Millisecond, new(atomic.Int64), never) // nobody waits
	stop()
	if len(told) != 0 {
		t.Errorf("%+v", <-told)
	}
}

// The monitor sees what holds the hub up while it does: its goroutine is away.
func TestToldMeanwhile(t *testing.T) {
	if !greenrt.Enabled() {
		return
	}
	told := make(chan bool)
	var once sync.Once
	var seen atomic.Bool
	start(t, monitor.Options{Threshold: 4 * time.Millisecond, OnStall: func(s monitor.Stall) {
		if strings.HasSuffix(s.Place().Function, "TestToldMeanwhile") {
			seen.Store(true)
			once.Do(func() { close(told) })
		}
	}})
	var over atomic.Bool
	greenrt.Go(func() {
		for !over.Load() {
			runtime.Gosched()
		}
	})
	// With preempt=off nobody else of the hub runs before this ends.
	began := time.Now()
	for !seen.Load() && time.Since(began) < time.Minute {
	}
	over.Store(true)
	if !seen.Load() {
		t.Error("nobody was told while the hub was held up")
	}
}

// Functions of the program's are called in regular intervals whatever the hub does, by a
// goroutine that is not on it.
func TestCalledWhileTheHubIsBusy(t *testing.T) {
	var calls atomic.Int64
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				calls.Add(1)
			case <-stop:
				return
			}
		}
	}()
	quiesce.Until(t, "it has begun", func() bool { return calls.Load() > 0 }) // on the hub
	//gevent:monitor.functions
	hog(0, &calls, calls.Load()+5)
	close(stop)
	<-stopped
}
