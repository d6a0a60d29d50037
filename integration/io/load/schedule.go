package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// A schedule has the times of requests of clients that do not know of each other: the
// gaps between them are exponentially distributed. Every schedule of a rate has the same
// gaps, so that what is compared has to answer the same requests.
type schedule struct {
	last time.Time
	gap  float64 // the mean, in nanoseconds
	rng  *rand.Rand
}

func newSchedule(start time.Time, rate float64) *schedule {
	return &schedule{last: start, gap: 1e9 / rate, rng: rand.New(rand.NewPCG(1, 2))}
}

// next returns the time of the next request.
func (s *schedule) next() time.Time {
	s.last = s.last.Add(time.Duration(s.rng.ExpFloat64() * s.gap))
	return s.last
}

// percentiles returns, for each of the shares, the smallest of the numbers that this
// share of them does not exceed; 0 if there are none.
func percentiles(of []time.Duration, shares ...float64) []time.Duration {
	slices.Sort(of)
	at := make([]time.Duration, len(shares))
	for i, q := range shares {
		if len(of) > 0 {
			at[i] = of[max(0, int(math.Ceil(q*float64(len(of))))-1)]
		}
	}
	return at
}
