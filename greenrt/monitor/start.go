package monitor

import (
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// Options say what to watch for. The zero value is what most programs want.
type Options struct {
	// Threshold is for how long a greenlet may keep others from running before that is
	// a stall. If it is 0 it is 5 ms: half of a time slice, so that a greenlet which
	// computes is found although it is interrupted. The least that is seen is some
	// milliseconds. A negative one switches the search off.
	Threshold time.Duration

	// Log is told of stalls, at level Warn, at most once for each place within LogEvery.
	// If it is nil it is slog.Default(), as it is then.
	Log *slog.Logger

	// LogEvery is how long a place is not logged again; 0 means a minute.
	LogEvery time.Duration

	// OnStall, if it is not nil, is called with every stall, in their order, by the monitor's
	// goroutine: some 100 ms after the greenlet gave the hub up, or after a second if it has not
	// yet. That goroutine is away from the hub. While OnStall runs nothing else is logged or
	// sampled, and stop waits for it.
	OnStall func(Stall)

	// Window is how much of the past the timeline goes back at least, if the hub
	// switches often; 0 means 5 s. The less it is, the more switches are recorded when
	// there are many.
	Window time.Duration
}

// ErrOn is what Start returns when the monitor is on.
var ErrOn = errors.New("greenrt/monitor: it is on already: stop it first, or use the one that is there")

// The monitor: there is one, as there is one log.
var on struct {
	changing sync.Mutex // held by Start and stop
	sync.Mutex
	*watch // nil is off
}

// A watch is the time from Start to stop.
type watch struct {
	Options
	start time.Time
	clock int64 // greenNow at start
	quit  chan struct{}
	done  chan struct{}

	mu      sync.Mutex // for what is below
	figures figures
	stalls  stalls
}

// events is how many events the log has; runtime's greenLogged.
const events = 1 << 17

// tick is how often the monitor's goroutine looks.
const tick = 100 * time.Millisecond

// Start switches the monitor on, until stop is called, once or more. There is one monitor
// in a process: if it is on already the error is [ErrOn]. Start may wait for
// other greenlets, and stop for [Options.OnStall].
func Start(o Options) (stop func(), err error) {
	on.changing.Lock()
	defer on.changing.Unlock()
	if current() != nil {
		return nil, ErrOn
	}
	if o.Threshold == 0 {
		o.Threshold = 5 * time.Millisecond
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.LogEvery <= 0 {
		o.LogEvery = time.Minute
	}
	if o.Window <= 0 {
		o.Window = 5 * time.Second
	}
	w := &watch{Options: o, quit: make(chan struct{}), done: make(chan struct{})}
	w.stalls.byPlace = make(map[uint64]*place)
	if greenrt.Enabled() {
		// A quarter of the log is for bursts.
		every := max(int64(o.Window)/(events/4*3), 1)
		watchHub(every, int64(max(o.Threshold, 0)))
		w.start, w.clock = time.Now(), greenNow()
		w.stalls.skip()
		w.figures.begin()
		away := make(chan struct{})
		go w.run(away)
		<-away
	} else {
		w.start = time.Now()
		close(w.done)
	}
	setCurrent(w)
	return sync.OnceFunc(func() { w.stop() }), nil
}

func (w *watch) stop() {
	on.changing.Lock()
	defer on.changing.Unlock()
	close(w.quit)
	<-w.done
	setCurrent(nil)
	if greenrt.Enabled() {
		watchHub(0, 0)
	}
}

func current() *watch {
	on.Lock()
	defer on.Unlock()
	return on.watch
}

func setCurrent(w *watch) {
	on.Lock()
	defer on.Unlock()
	on.watch = w
}

// watchHub calls greenWatch on the hub.
func watchHub(every, stall int64) {
	if greenWatch(every, stall) {
		return
	}
	// The caller is away, or no greenlet.
	done := make(chan struct{})
	go func() {
		defer close(done)
		greenWatch(every, stall)
	}()
	<-done
}

// run looks at the hub until stop. It is away from it, so that it sees and tells of one that is
// held up for good.
//
//greenify:offload
func (w *watch) run(away chan<- struct{}) {
	close(away) // with preempt=off it might never have a turn to leave the hub
	defer close(w.done)
	t := time.NewTicker(tick)
	defer t.Stop()
	for {
		select {
		case <-w.quit:
			w.look()
			return
		case <-t.C:
			w.look()
		}
	}
}

// look takes a sample, and tells of the stalls that are over.
func (w *watch) look() {
	w.mu.Lock()
	w.figures.sample()
	tell := w.stalls.collect(w)
	w.mu.Unlock()
	for _, s := range tell {
		if s.log {
			w.log(s)
		}
		if w.OnStall != nil {
			w.OnStall(s.Stall)
		}
	}
}

// at returns the time of day of a reading of greenNow.
func (w *watch) at(ns int64) time.Time {
	return w.start.Add(time.Duration(ns - w.clock))
}
