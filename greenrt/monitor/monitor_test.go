package monitor_test

import (
	"bytes"
	"context"
	"errors"
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

// start starts the monitor for the time of a test, silent if nothing else is said.
func start(t *testing.T, o monitor.Options) (stop func()) {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	stop, err := monitor.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return stop
}

// hub returns the figures of the hub.
func hub(t *testing.T) monitor.Hub {
	t.Helper()
	s := monitor.Read()
	if len(s.Hubs) != 1 {
		t.Fatalf("%d hubs", len(s.Hubs))
	}
	return s.Hubs[0]
}

// pingpong hands a value to and fro n times over channels, and returns the numbers of the two
// goroutines.
func pingpong(n int) (a, b uint64) {
	ping, pong := make(chan bool), make(chan bool)
	ids := make(chan uint64, 1)
	go func() {
		ids <- greenrt.Current().GoroutineID()
		for range ping {
			pong <- true
		}
	}()
	for range n {
		ping <- true
		<-pong
	}
	close(ping)
	return greenrt.Current().GoroutineID(), <-ids
}

func TestOne(t *testing.T) {
	if monitor.Read().On {
		t.Fatal("it is on before it was started")
	}
	stop := start(t, monitor.Options{})
	if _, err := monitor.Start(monitor.Options{}); !errors.Is(err, monitor.ErrOn) {
		t.Error(err)
	}
	if s := monitor.Read(); !s.On || s.Green != greenrt.Enabled() || time.Since(s.Since) > time.Minute {
		t.Errorf("%+v", s)
	}
	stop()
	stop()
	if s := monitor.Read(); s.On || !s.Since.IsZero() || s.Stalls != 0 {
		t.Errorf("%+v", s)
	}
	if tl := monitor.ReadTimeline(time.Hour); len(tl.Spans) != 0 {
		t.Errorf("%d spans while it is off", len(tl.Spans))
	}
	start(t, monitor.Options{})
}

// It can be started and stopped by anybody: during package initialization, when main is
// locked to its thread; and by a goroutine that is.
var atInit = func() bool {
	stop, err := monitor.Start(monitor.Options{})
	if err != nil {
		return false
	}
	stop()
	return true
}()

func TestByLocked(t *testing.T) {
	if !atInit {
		t.Error("not during initialization")
	}
	runtime.LockOSThread()
	stop := start(t, monitor.Options{})
	runtime.UnlockOSThread()
	if !greenrt.Enabled() {
		return
	}
	before := hub(t).Switches
	pingpong(1000)
	if n := hub(t).Switches - before; n < 2000 {
		t.Errorf("%d switches", n)
	}
	runtime.LockOSThread()
	stop()
	runtime.UnlockOSThread()
}

func TestFigures(t *testing.T) {
	start(t, monitor.Options{})
	if !greenrt.Enabled() {
		if s := monitor.Read(); s.Hubs != nil || s.Green {
			t.Errorf("%+v", s)
		}
		return
	}
	before := hub(t)
	pingpong(10_000)
	after := hub(t)
	if n := after.Switches - before.Switches; n < 20_000 {
		t.Errorf("%d switches", n)
	}
	if after.Busy <= before.Busy {
		t.Error("it was not busy")
	}

	// The hub is idle while the only greenlet sleeps: all but a moment, or as long as the
	// machine does not run it.
	before, then := after, time.Now()
	quiesce.Until(t, "it is idle for 200 ms", func() bool {
		time.Sleep(10 * time.Millisecond)
		after = hub(t)
		return after.Idle-before.Idle >= 200*time.Millisecond
	})
	if idle, slept := after.Idle-before.Idle, time.Since(then); idle > slept {
		t.Errorf("idle for %v of %v", idle, slept)
	}
	if busy, all := after.Busy+after.Idle, time.Since(monitor.Read().Since); busy > all {
		t.Errorf("busy and idle for %v of %v", busy, all)
	}
	quiesce.Until(t, "it was idle in a sample", func() bool {
		time.Sleep(10 * time.Millisecond)
		after = hub(t)
		return slices.ContainsFunc(after.Samples, func(s monitor.Sample) bool { return s.Utilisation() < 0.9 })
	})
	var n uint64
	for _, s := range after.Samples {
		n += s.Switches
	}
	if n > after.Switches || n+100_000 < after.Switches {
		t.Errorf("samples have %d switches of %d", n, after.Switches)
	}
}

// What happens is in the timeline, in order: two that hand a value to and fro.
func TestTimeline(t *testing.T) {
	start(t, monitor.Options{})
	if !greenrt.Enabled() {
		pingpong(100)
		if tl := monitor.ReadTimeline(time.Hour); len(tl.Spans) != 0 {
			t.Errorf("%+v", tl)
		}
		return
	}
	time.Sleep(10 * time.Millisecond) // the log's budget grows with time
	a, b := pingpong(100)
	before := hub(t).Idle
	quiesce.Until(t, "it is idle for 20 ms", func() bool {
		time.Sleep(5 * time.Millisecond)
		return hub(t).Idle-before >= 20*time.Millisecond
	})
	tl := monitor.ReadTimeline(time.Hour)
	checkTimeline(t, tl)
	turns := map[uint64]int{}
	reasons := map[string]int{}
	idle := time.Duration(0)
	for _, s := range tl.Spans {
		switch {
		case s.Kind == monitor.Ran:
			turns[s.Greenlet]++
			if s.Greenlet == b {
				reasons[s.Why.String()]++
				if s.Site == nil || !strings.HasSuffix(s.Site.Function, ".pingpong") {
					t.Errorf("%d was started at %v", b, s.Site)
				}
			}
		case s.Kind == monitor.Idle:
			idle += s.To - s.From
		}
	}
	// Each way is a turn, but for those in which a value was there already.
	if turns[a] < 50 || turns[b] < 50 {
		t.Errorf("of 100 to and fro %d and %d turns are recorded", turns[a], turns[b])
	}
	if reasons["chan send"]+reasons["chan receive"] < 50 || reasons["ended"] != 1 {
		t.Errorf("it stopped because of %v", reasons)
	}
	if idle < 20*time.Millisecond {
		t.Errorf("idle for %v", idle)
	}

	short := monitor.ReadTimeline(15 * time.Millisecond)
	checkTimeline(t, short)
	if d := short.End.Sub(short.Start); d != 15*time.Millisecond {
		t.Errorf("15 ms are %v", d)
	}
}

// checkTimeline checks what holds of every timeline.
func checkTimeline(t *testing.T, tl monitor.Timeline) {
	t.Helper()
	at := time.Duration(0)
	for i, s := range tl.Spans {
		if s.From != at || s.To <= s.From {
			t.Fatalf("span %d of %d is from %v to %v after one to %v", i, len(tl.Spans), s.From, s.To, at)
		}
		if (s.Kind == monitor.Ran) != (s.Greenlet != 0) {
			t.Fatalf("%+v", s)
		}
		at = s.To
	}
	if at != tl.End.Sub(tl.Start) {
		t.Fatalf("it ends after %v of %v", at, tl.End.Sub(tl.Start))
	}
}

// A hub that switches more often than the log has room for is recorded in windows, and the
// log never goes back less than asked for.
func TestWindows(t *testing.T) {
	const window = 200 * time.Millisecond
	start(t, monitor.Options{Window: window})
	if !greenrt.Enabled() {
		return
	}
	var stop atomic.Bool
	var crowd sync.WaitGroup
	for range 3 {
		crowd.Go(func() {
			for !stop.Load() {
				runtime.Gosched()
			}
		})
	}
	before := hub(t)
	for began := time.Now(); time.Since(began) < 3*window; {
		runtime.Gosched()
	}
	after := hub(t)
	checkTimeline(t, monitor.ReadTimeline(window))
	stop.Store(true)
	crowd.Wait()
	tl := monitor.ReadTimeline(time.Hour) // nobody writes over what is read
	checkTimeline(t, tl)

	const events = 1 << 17
	switches, recorded := after.Switches-before.Switches, after.Recorded-before.Recorded
	took := after.Busy + after.Idle - before.Busy - before.Idle
	// The budget is three quarters of the log in each window, and a quarter at once.
	if most := uint64(float64(events)*(0.75*float64(took)/float64(window)+0.25)) + 1000; recorded > most {
		t.Errorf("%d events in %v are more than %d", recorded, took, most)
	}
	if recorded == 0 {
		t.Error("nothing is recorded")
	}
	kinds := map[monitor.Kind]int{}
	yields := 0
	for _, s := range tl.Spans {
		kinds[s.Kind]++
		if s.Why.String() == "yielded" {
			yields++
		}
	}
	if first := tl.Spans[0]; first.Kind == monitor.NotRecorded {
		if back := tl.End.Sub(tl.Start) - first.To; back < window {
			t.Errorf("the log goes back %v of %v", back, window)
		}
	}
	// On a slow machine all may be within the budget.
	if switches > 4*recorded && kinds[monitor.NotRecorded] == 0 {
		t.Errorf("%d of %d switches are recorded, and no gap: %v", recorded, switches, kinds)
	}
	if yields == 0 {
		t.Errorf("nobody yielded: %v", kinds)
	}
	t.Logf("%d of %d switches in %v, spans %v", recorded, switches, took, kinds)
}

// The log is read while it is written, by several at once.
func TestReadWhileWritten(t *testing.T) {
	start(t, monitor.Options{Window: time.Millisecond}) // it wraps around every millisecond or so
	var readers, writers sync.WaitGroup
	var stop atomic.Bool
	known := sync.Map{}
	for range 4 {
		writers.Go(func() {
			known.Store(greenrt.Current().GoroutineID(), true)
			for !stop.Load() {
				runtime.Gosched()
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			known.Store(greenrt.Current().GoroutineID(), true)
			for range 10 {
				checkTimeline(t, monitor.ReadTimeline(time.Hour))
				checkTimeline(t, monitor.ReadTimeline(time.Millisecond))
				monitor.Greenlets()
				monitor.WriteMetrics(&bytes.Buffer{})
			}
		})
	}
	readers.Wait()
	stop.Store(true)
	writers.Wait()
	tl := monitor.ReadTimeline(time.Hour)
	if !greenrt.Enabled() {
		return
	}
	ours := 0
	for _, s := range tl.Spans {
		if s.Kind != monitor.Ran {
			continue
		}
		if _, ok := known.Load(s.Greenlet); ok {
			ours++
			if s.Site == nil {
				t.Fatalf("%+v", s)
			}
		}
	}
	if ours == 0 {
		t.Error("none of those that ran is in the timeline")
	}
}

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
	told := make(chan monitor.Stall, 1000)
	var hogs atomic.Int64
	stop := start(t, monitor.Options{Threshold: 4 * time.Millisecond, Log: slog.New(log), OnStall: func(s monitor.Stall) {
		told <- s
		if hogged(s) {
			hogs.Add(1)
		}
	}})
	var over atomic.Bool
	waiting := greenrt.Go(func() {
		for !over.Load() {
			runtime.Gosched() // always ready
		}
	})
	id := greenrt.Current().GoroutineID()
	for n := range int64(3) {
		if time.Sleep(2 * time.Millisecond); !greenrt.Enabled() {
			n = never
		}
		hog(60*time.Millisecond, &hogs, n+1)
	}
	over.Store(true)
	waiting.Join()
	if !greenrt.Enabled() {
		stop()
		if len(told) != 0 || len(log.list) != 0 {
			t.Error(len(told), log.list)
		}
		return
	}
	//gevent:monitor.blocked green
	//gevent:monitor.event green
	var last monitor.Stall
	for count := uint64(0); count < 3; {
		select {
		case last = <-told:
		case <-time.After(time.Minute):
			t.Fatalf("it was told %d times", count)
		}
		if hogged(last) {
			count++
			if last.Count != count {
				t.Errorf("stall %d is number %d", count, last.Count)
			}
		}
	}
	if last.Greenlet != id || last.Held < 4*time.Millisecond || time.Since(last.Began) > time.Minute || len(last.Stack) < 2 {
		t.Errorf("%+v", last)
	}
	preemptOff := strings.Contains(os.Getenv("GREENRT"), "preempt=off")
	if preemptOff && last.Held < 50*time.Millisecond {
		t.Errorf("a greenlet that goes on held its hub up for 60 ms, and %v are known", last.Held)
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
				r["greenlet"].Uint64() != id || !strings.Contains(r["stack"].String(), "monitor_test.go:") {
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
