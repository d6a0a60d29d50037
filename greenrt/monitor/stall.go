package monitor

import (
	"cmp"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Stall is a time for which one greenlet kept others of its hub from running.
type Stall struct {
	Greenlet uint64        // number of the goroutine, as in stack traces
	Site     *Site         // where it was started
	Began    time.Time     // when it was first seen to be in the way, up to 3 milliseconds late
	Held     time.Duration // for how long
	// Stack is where it was when it was asked to stop, innermost first: 32 frames at most.
	Stack []runtime.Frame
	// Count is how often there was a stall at this place, the functions of the program on
	// the stack, since the monitor was started, this time included.
	Count uint64
}

// Place returns the innermost function of the stack that is not of the standard library,
// and its line; or the innermost of all.
func (s Stall) Place() runtime.Frame {
	for _, f := range s.Stack {
		if !isStd(f.Function, mainModule()) {
			return f
		}
	}
	if len(s.Stack) == 0 {
		return runtime.Frame{}
	}
	return s.Stack[0]
}

// mainModule is the path of the module that the program is of, or "".
var mainModule = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Path
})

// isStd reports whether a function is of the standard library, and not of the main module:
// the first element of other modules' paths has a dot.
func isStd(function, main string) bool {
	if main != "" && (strings.HasPrefix(function, main+"/") || strings.HasPrefix(function, main+".")) {
		return false
	}
	first, _, slash := strings.Cut(function, "/")
	pkg, _, _ := strings.Cut(first, ".")
	return pkg != "main" && (!slash || pkg == first)
}

// stalls are what is known of stalls since Start. It is used under watch.mu.
type stalls struct {
	next    uint64 // record to read
	count   uint64
	total   time.Duration
	longest time.Duration
	byPlace map[uint64]*place
	recent  []Stall // the last of them, oldest first
}

// A place is somewhere that held the hub up.
type place struct {
	count   uint64
	longest time.Duration
	last    Stall

	logged      time.Time
	loggedCount uint64
}

// maxPlaces is how many places are remembered. A program has few; what comes when there
// are so many is counted, logged and told all the same, as if it were new.
const maxPlaces = 1000

// maxRecent is how many stalls Stalls returns.
const maxRecent = 256

// skip forgets what the runtime has kept from before.
func (s *stalls) skip() {
	s.next, _, _ = greenReadStall(0, nil)
}

// A told stall is one that the log and OnStall have not heard of.
type told struct {
	Stall
	log   bool
	since uint64 // how many stalls at this place were not logged since the last that was
}

// lasting is how long ago, in ns, a stall may have been seen last and be thought to last.
const lasting = 3_000_000

// kept is how many records the runtime keeps, and words how long one is.
const kept, words = 64, 6 + 32

// collect reads the runtime's records, and returns the stalls that are new and over.
func (s *stalls) collect(w *watch) (tell []told) {
	var r [words]uint64
	var known *sites
	for {
		n, _, ok := greenReadStall(s.next, r[:])
		switch {
		case !ok && n-s.next > kept: // too late for some
			s.count += n - kept - s.next
			s.next = n - kept
			continue
		case !ok:
			return tell
		}
		began, held := int64(r[3]), int64(r[4])
		if now := greenNow(); began+held > now-lasting && now-began < int64(time.Second) {
			return tell // it is not over
		}
		s.next++
		if known == nil {
			known = newSites()
		}
		tell = append(tell, s.add(w, Stall{
			Greenlet: r[0],
			Site:     known.of(r[0], uintptr(r[1])),
			Began:    w.at(began),
			Held:     time.Duration(held),
			Stack:    frames(r[6 : 6+min(r[5], words-6)]),
		}, r[2]))
	}
}

// add counts a stall at the place with that number.
func (s *stalls) add(w *watch, stall Stall, number uint64) told {
	s.count++
	s.total += stall.Held
	s.longest = max(s.longest, stall.Held)
	p := s.byPlace[number]
	if p == nil {
		p = new(place)
		if len(s.byPlace) < maxPlaces {
			s.byPlace[number] = p
		}
	}
	p.count++
	p.longest = max(p.longest, stall.Held)
	stall.Count = p.count
	p.last = stall
	if len(s.recent) == maxRecent {
		s.recent = slices.Delete(s.recent, 0, 1)
	}
	s.recent = append(s.recent, stall)
	t := told{Stall: stall, since: p.count - p.loggedCount}
	if now := time.Now(); p.logged.IsZero() || now.Sub(p.logged) >= w.LogEvery {
		t.log, p.logged, p.loggedCount = true, now, p.count
	}
	return t
}

// frames returns the frames of a stack.
func frames(pcs []uint64) []runtime.Frame {
	addresses := make([]uintptr, len(pcs))
	for i, pc := range pcs {
		addresses[i] = uintptr(pc)
	}
	var list []runtime.Frame
	iter := runtime.CallersFrames(addresses)
	for more := len(addresses) != 0; more; {
		var f runtime.Frame
		f, more = iter.Next()
		list = append(list, f)
	}
	return list
}

// log logs a stall.
func (w *watch) log(t told) {
	p := t.Place()
	attrs := []any{
		slog.String("place", p.Function), slog.String("file", p.File+":"+strconv.Itoa(p.Line)),
		slog.Duration("held", t.Held), slog.Uint64("greenlet", t.Greenlet), slog.String("started_at", t.Site.String()),
		slog.Uint64("count", t.Count), slog.Uint64("since_last_log", t.since), slog.String("stack", stackText(t.Stack)),
	}
	w.Log.Warn("greenlet held its hub up", attrs...)
}

// stackText writes a stack as in a stack trace.
func stackText(stack []runtime.Frame) string {
	var b strings.Builder
	for _, f := range stack {
		b.WriteString(f.Function + "\n\t" + f.File + ":" + strconv.Itoa(f.Line) + "\n")
	}
	return b.String()
}

// A StallPlace sums up the stalls of one place.
type StallPlace struct {
	Count   uint64        // how often it was one
	Longest time.Duration // of them all
	Last    Stall         // the latest
}

// StallPlaces returns the places that have held the hub up since the monitor was started,
// those that did so most often first. There are none while it is off.
func StallPlaces() []StallPlace {
	w := current()
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []StallPlace
	for _, p := range w.stalls.byPlace {
		list = append(list, StallPlace{Count: p.count, Longest: p.longest, Last: p.last})
	}
	slices.SortFunc(list, func(a, b StallPlace) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), b.Last.Began.Compare(a.Last.Began))
	})
	return list
}

// Stalls returns the last stalls since the monitor was started, 256 at most, oldest first.
// There are none while it is off.
func Stalls() []Stall {
	w := current()
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.stalls.recent)
}
