package monitor

import (
	"slices"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// A Timeline says who had the hub, from Start to End, without a hole: each Span begins
// where the one before ends.
type Timeline struct {
	Start, End time.Time
	Spans      []Span // in order
}

// A Kind says what a Span is.
type Kind uint8

// The kinds of a Span.
const (
	Ran         Kind = iota // a greenlet had the hub
	Idle                    // nobody was ready
	NotRecorded             // the hub switched more often than the log has room for
)

// A Span is a part of a Timeline.
type Span struct {
	From, To time.Duration // since Timeline.Start
	Kind     Kind          // what happened in it
	Greenlet uint64        // number of the goroutine that ran, or 0
	Site     *Site         // where that was started; the same pointer for the same place
	Why      Why           // why it stopped
}

// A Why says why a greenlet gave its hub up.
type Why uint16

// What runtime's green_record.go calls greenWhy.
const (
	whyUnknown Why = iota
	whyParked
	whyYielded
	whyPreempted
	whyEnded
	whyLeft
	whyWoke
)

// ways are those out of the hub, in the order of runtime's greenWay.
var ways = [...]string{
	"locked to its thread", "call that blocks", "call that lasted", "call while the world stopped",
	"call at a safe point", "call whose processor was taken", "call while the world was stopping", "offloaded",
}

// String returns the reason in a few words: that of stack traces if it waits. It is ""
// if it is not known.
func (w Why) String() string {
	switch detail := uint8(w); w >> 8 {
	case whyParked:
		return greenWaitName(detail)
	case whyYielded:
		return "yielded"
	case whyPreempted:
		return "preempted"
	case whyEnded:
		return "ended"
	case whyLeft:
		if int(detail) < len(ways) {
			return "left: " + ways[detail]
		}
		return "left"
	}
	return ""
}

// An event of the log, as runtime's greenEvent.
type event struct {
	when int64
	who  uint64
	pc   uintptr
	why  Why // of the one before
}

const (
	nobody   = 0
	notNoted = 1<<48 - 1
)

const eventWords = 3

// readLog returns the events from time from on, and the one before.
func readLog(from int64) []event {
	const chunk = 2048
	var out [eventWords * chunk]uint64
	var list []event
	for number := seekLog(from); ; {
		first, n := greenReadLog(number, out[:])
		if n == 0 {
			return list
		}
		if first != number && len(list) > 0 {
			// The log went on faster than it was read: a hole.
			list = append(list, event{when: int64(out[0]), who: notNoted})
		}
		for i := range n {
			r := out[eventWords*i:]
			e := event{int64(r[0]), r[1] >> 16, uintptr(r[2]), Why(r[1])}
			if e.when <= from {
				list = list[:0]
			}
			list = append(list, e)
		}
		number = first + uint64(n)
	}
}

// seekLog returns the number of the last event that is not later than from, or of an
// older one.
func seekLog(from int64) uint64 {
	var one [eventWords]uint64
	low, _ := greenReadLog(0, one[:]) // the oldest
	high := readFigures().recorded
	for low+1 < high {
		middle := low + (high-low)/2
		first, n := greenReadLog(middle, one[:])
		switch {
		case n == 0:
			return low
		case first > middle: // written over meanwhile
			low, high = first, max(high, first)
		case int64(one[0]) <= from:
			low = middle
		default:
			high = middle
		}
	}
	return low
}

// ReadTimeline returns the last d of what the hub did, or less if less was recorded. It is
// empty while the monitor is off, and in a program that is not green. It takes some
// milliseconds of computing if there is much to tell, away from the hub.
//
//greenify:offload
func ReadTimeline(d time.Duration) Timeline {
	w := current()
	if w == nil || !greenrt.Enabled() {
		return Timeline{}
	}
	now := greenNow()
	from := max(now-int64(d), w.clock)
	list := readLog(from)
	// The log goes on while it is read.
	if i := slices.IndexFunc(list, func(e event) bool { return e.when > now }); i >= 0 {
		list = list[:i]
	}
	t := Timeline{Start: w.at(from), End: w.at(now)}
	s := newSites()
	add := func(e event, end int64, why Why) {
		span := Span{From: time.Duration(max(e.when, from) - from), To: time.Duration(end - from), Greenlet: e.who, Why: why}
		switch e.who {
		case nobody:
			span.Kind, span.Why = Idle, 0
		case notNoted:
			span.Kind, span.Greenlet = NotRecorded, 0
		default:
			span.Site = s.of(e.who, e.pc)
		}
		if span.To <= span.From {
			return // before from, or shorter than the clock can tell
		}
		if n := len(t.Spans); n > 0 && t.Spans[n-1].Kind == span.Kind && t.Spans[n-1].Greenlet == span.Greenlet {
			t.Spans[n-1].To, t.Spans[n-1].Why = span.To, span.Why
			return
		}
		t.Spans = append(t.Spans, span)
	}
	if len(list) == 0 || list[0].when > from {
		end := now
		if len(list) > 0 {
			end = list[0].when
		}
		add(event{when: from, who: notNoted}, end, 0)
	}
	for i, e := range list {
		end, why := now, Why(0)
		if i+1 < len(list) {
			end, why = list[i+1].when, list[i+1].why
		}
		add(e, end, why)
	}
	return t
}
