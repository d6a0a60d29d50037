package monitor

import (
	"runtime"
	"slices"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// A Status are the figures of a moment.
type Status struct {
	Time  time.Time // when they were read
	Green bool      // whether goroutines are greenlets: if not there are no hubs
	On    bool      // whether the monitor is on
	Since time.Time // since when it is on

	Goroutines int // greenlets and others, without the runtime's own

	// Left counts how often greenlets left their hub, since the program's start.
	Left greenrt.Stats

	// Longest is the longest stall that the runtime has seen since the program's start, of
	// any length, or since greenrt.MaxStall was reset. It is known while the monitor is off too.
	Longest time.Duration

	// Stalls counts the stalls since the monitor was started, and Stalled is their time.
	// Those that last are not among them yet.
	Stalls  uint64
	Stalled time.Duration

	// Ready is how long goroutines that were ready waited for their turn, since the
	// program's start, as far as that was measured: see the package comment.
	Ready Histogram

	// Hubs are the hubs. There are none in a program that is not green.
	Hubs []Hub
}

// A Hub are the figures of a hub. Counts are since the monitor was started, and zero while it
// is off.
type Hub struct {
	Switches uint64        // changes of the greenlet that has the hub
	Polls    uint64        // looks at the poller between two switches
	Waits    uint64        // times that a thread waited in the poller, of all hubs
	Busy     time.Duration // a greenlet had the hub
	Idle     time.Duration // no greenlet was ready
	Ready    int           // greenlets that wait for their turn now, as far as the hub has heard

	// Recorded is the number of events that were written into the log.
	Recorded uint64

	// Samples are taken ten times a second, for the last minute.
	Samples []Sample
}

// A Sample is a tenth of a second in the life of a hub.
type Sample struct {
	Time     time.Time     // its end
	Length   time.Duration // about a tenth of a second
	Switches uint64        // during it
	Idle     time.Duration // during it
	Ready    int           // at its end
}

// Utilisation returns the share of the time in which a greenlet ran, from 0 to 1.
func (s Sample) Utilisation() float64 {
	if s.Length <= 0 {
		return 0
	}
	return 1 - min(max(float64(s.Idle)/float64(s.Length), 0), 1)
}

// Read returns the figures. It does not block.
func Read() Status {
	s := Status{
		Time: time.Now(), Green: greenrt.Enabled(), Goroutines: runtime.NumGoroutine(),
		Left: greenrt.ReadStats(), Longest: greenrt.MaxStall(false), Ready: readyTimes(),
	}
	w := current()
	if w != nil {
		s.On, s.Since = true, w.start
	}
	if !s.Green {
		return s
	}
	if w == nil {
		s.Hubs = []Hub{{Ready: readFigures().ready}}
		return s
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s.Stalls, s.Stalled = w.stalls.count, w.stalls.total
	s.Longest = max(s.Longest, w.stalls.longest)
	s.Hubs = []Hub{w.figures.hub()}
	return s
}

// figures are what is known of a hub's counts since Start. It is used under watch.mu.
type figures struct {
	first, last counts // at Start, and at the last look
	switches    uint64
	samples     []Sample
}

// counts are those of runtime's greenReadHub.
type counts struct {
	now      int64
	turns    uint32
	polls    uint64
	waits    uint64
	idle     int64
	ready    int
	recorded uint64
}

func readFigures() counts {
	var r [7]uint64
	greenReadHub(&r)
	return counts{int64(r[0]), uint32(r[1]), r[2], r[3], int64(r[4]), int(r[5]), r[6]}
}

// maxSamples is a minute of them.
const maxSamples = int(time.Minute / tick)

func (f *figures) begin() {
	f.first = readFigures()
	f.last = f.first
}

// sample takes the next sample. It must come more often than turns wraps around,
// which takes a hub 40 seconds at least.
func (f *figures) sample() {
	c := readFigures()
	n := uint64(c.turns - f.last.turns)
	f.switches += n
	if len(f.samples) == maxSamples {
		f.samples = slices.Delete(f.samples, 0, 1)
	}
	f.samples = append(f.samples, Sample{
		Time: time.Now(), Length: time.Duration(c.now - f.last.now),
		Switches: n, Idle: time.Duration(max(c.idle-f.last.idle, 0)), Ready: c.ready,
	})
	f.last = c
}

// hub returns the figures as they are now.
func (f *figures) hub() Hub {
	c := readFigures()
	idle := time.Duration(max(c.idle-f.first.idle, 0))
	return Hub{
		Switches: f.switches + uint64(c.turns-f.last.turns),
		Polls:    c.polls - f.first.polls,
		Waits:    c.waits - f.first.waits,
		Idle:     idle,
		Busy:     max(time.Duration(c.now-f.first.now)-idle, 0),
		Ready:    c.ready,
		Recorded: c.recorded - f.first.recorded,
		Samples:  slices.Clone(f.samples),
	}
}
