// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

// A hub becomes idle, and the next event comes.
//
// An idle hub is no thread's (green.go): the thread that found the ring empty does what
// any thread does that has no work. It looks whether there is some elsewhere, gives its
// P away, so that nobody who stops the world waits for it, and waits in the poller.
// With few connections a hub is idle after each request, and then three things
// cost more than the request's own scheduling:
//
//   - Go polls once without waiting before it gives the P away. If the last poll
//     brought a single goroutine, that goroutine has now been served and most likely
//     nothing else has come: the poll is left out, every other time at most, unless
//     polls that wait go on to bring one at a time (greenPollsLater).
//   - sysmon falls asleep when no P runs, and who runs the hub next wakes it,
//     by a futex and two context switches a request. It stays awake for greenLinger
//     after the hub was last busy (greenStays).
//   - The processor goes idle, and to wake it costs more than to have it look again for
//     a few microseconds. That is a waste in any but the busiest program, so only
//     GREENRT=spin asks for it (greenNetpoll).

// greenLinger is how long sysmon stays awake, in ns, after a hub was busy: one look,
// which costs less than waking it.
const greenLinger = 3_000_000

var (
	// greenSpin is the setting GREENRT=spin, in ns.
	greenSpin int64

	// greenLone says that the last poll brought one goroutine. A hint, written
	// by whoever polls.
	greenLone bool

	// greenIdleTurns are the turns of all hubs when sysmon looked last, and
	// greenBusyAt is when they last changed. sysmon's own.
	greenIdleTurns uint32
	greenBusyAt    int64
)

// greenPollsLater reports whether the calling M, which found nothing to run, can leave
// the poll without waiting to the one that waits. That one need not come, if there is
// work elsewhere after all, so the next time this M polls.
func greenPollsLater() bool {
	later := greenLone
	greenLone = false
	return later
}

// greenStays reports whether sysmon shall stay awake though no P runs, at time now.
//
//go:nowritebarrierrec
func greenStays(now int64) bool {
	if !greenOn {
		return false
	}
	turns := uint32(0)
	for i := range greenHubs {
		turns += greenHubs[i].turns
	}
	if turns != greenIdleTurns {
		greenIdleTurns, greenBusyAt = turns, now
	}
	return now-greenBusyAt < greenLinger
}

// greenNetpoll is netpoll for a thread that has no P: with GREENRT=spin it looks for that
// long before it waits. Whoever wants to wake it (netpollBreak) finds it as if it
// waited.
func greenNetpoll(delay int64) (gList, int32) {
	if delay != 0 && greenHubs[0].watched {
		greenPollWaits.Add(1)
	}
	if greenSpin == 0 || delay == 0 {
		return netpoll(delay)
	}
	start := nanotime()
	now := start
	for now-start < greenSpin && (delay < 0 || now-start < delay) && netpollWakeSig.Load() == 0 {
		if list, delta := netpoll(0); !list.empty() {
			return list, delta
		}
		now = nanotime()
	}
	if delay > 0 {
		delay = max(delay-(now-start), 0)
	}
	return netpoll(delay)
}
