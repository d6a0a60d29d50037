package monitor

import (
	"strings"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// A State is what a greenlet does.
type State uint8

// The states of a greenlet. In a plain program one that was started is Running,
// whatever it does.
const (
	Running   State = iota // it has its hub, or if it is away a thread
	Ready                  // it waits for its turn
	Waiting                // for what Wait says
	Calling                // it is in a system call or in C
	Scheduled              // greenrt.SpawnLater, or it has not begun yet
)

// String returns the state in a word, in lower case.
func (s State) String() string {
	return [...]string{"running", "ready", "waiting", "calling", "scheduled"}[s]
}

// A Greenlet is a goroutine of the program.
type Greenlet struct {
	ID     uint64        // number of the goroutine, as in stack traces; 0 if it has not begun
	Parent uint64        // ID of the one that started it, which may have ended; 0 if that is not known
	Name   string        // if greenrt's SetName has given it one
	Site   *Site         // where it was started; nil for the main goroutine
	State  State         // what it does
	Wait   string        // what it waits for, as stack traces call it
	Since  time.Duration // for how long it has been waiting at least, as the garbage collector last saw it, or 0
	Away   bool          // it has left its hub: it blocks a thread, or is locked to one
	Plain  bool          // it is no greenlet, but an ordinary goroutine
}

// Greenlets returns the goroutines of the program, without the runtime's own, in no
// particular order. In a program that is not green it returns those that greenrt knows.
// They go on meanwhile, so that each is as it was at some moment of the call. Greenlets of
// the same Site have the same pointer. It computes away from the hub, a few milliseconds for
// ten thousand greenlets.
//
//greenify:offload
func Greenlets() []Greenlet {
	s := newSites()
	var list []Greenlet
	if greenrt.Enabled() {
		list = running(s)
	}
	for _, gl := range greenrt.All() {
		id := gl.GoroutineID()
		if id != 0 && greenrt.Enabled() {
			continue // it is in the list
		}
		one := Greenlet{ID: id, Name: name(gl), Site: s.ofGreenlet(gl), State: Running, Plain: !greenrt.Enabled()}
		if id == 0 {
			one.State = Scheduled
		}
		if p := gl.Parent(); p != nil {
			one.Parent = p.GoroutineID()
		}
		list = append(list, one)
	}
	return list
}

// running lists the goroutines of a green program that have begun.
func running(s *sites) (list []Greenlet) {
	const words, chunk = 6, 256 // it cannot be preempted in the middle of a chunk
	var out [words * chunk]uint64
	now := greenNow()
	for from := uintptr(0); ; {
		n, next := greenListFrom(from, out[:])
		for i := range n {
			r := out[words*i:]
			bits := r[5]
			g := Greenlet{
				ID: r[0], Parent: r[1], Site: s.of(r[0], uintptr(r[2])),
				State: State(bits), Plain: bits>>16&1 == 0, Away: bits>>24&1 != 0,
			}
			if g.State == Waiting {
				g.Wait = greenWaitName(uint8(bits >> 8))
				if since := int64(r[4]); since != 0 {
					g.Since = max(time.Duration(now-since), 0)
				}
			}
			if gl := s.greenlets[g.ID]; gl != nil {
				g.Name = name(gl)
			}
			list = append(list, g)
		}
		if from = next; from == 0 {
			return list
		}
	}
}

// name returns the name that SetName has given, or "".
func name(gl *greenrt.Greenlet) string {
	if n := gl.Name(); !strings.HasPrefix(n, "Greenlet-") {
		return n
	}
	return ""
}
