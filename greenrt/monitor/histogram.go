package monitor

import (
	"math"
	"runtime/metrics"
	"slices"
	"time"
)

// A Histogram says how many of some times were how long. Its zero value is empty.
type Histogram struct {
	// Bounds are the upper bounds of the buckets, which do not contain them, but for the last
	// bucket, which has no upper bound. Counts is thus one longer than Bounds.
	Bounds []time.Duration
	Counts []uint64
}

// bounds are powers of two from a quarter of a microsecond to four seconds: less than Go has,
// and enough to see by.
var bounds = func() (list []time.Duration) {
	for d := 256 * time.Nanosecond; d < 5*time.Second; d *= 2 {
		list = append(list, d)
	}
	return list
}()

// readyTimes reads the runtime's histogram of the waits for a turn.
func readyTimes() Histogram {
	s := []metrics.Sample{{Name: "/sched/latencies:seconds"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindFloat64Histogram {
		return Histogram{}
	}
	from := s[0].Value.Float64Histogram()
	h := Histogram{Bounds: bounds, Counts: make([]uint64, len(bounds)+1)}
	for i, n := range from.Counts {
		if n == 0 {
			continue
		}
		// A bucket of Go's lies within one of these, as its bounds are powers of two and
		// some between them. By its middle, lest rounding matters.
		low, high := max(from.Buckets[i], 0), from.Buckets[i+1]
		middle := (low + high) / 2
		if math.IsInf(high, 1) {
			middle = low
		}
		at, _ := slices.BinarySearchFunc(bounds, middle, func(b time.Duration, m float64) int {
			if b.Seconds() <= m {
				return -1
			}
			return 1
		})
		h.Counts[at] += n
	}
	return h
}

// Total returns how many times there are.
func (h Histogram) Total() (n uint64) {
	for _, c := range h.Counts {
		n += c
	}
	return n
}

// Quantile returns a bound that the share q of the times, from 0 to 1, does not exceed: the
// upper one of the bucket, or the lower one of the last. It is 0 if there are no times.
func (h Histogram) Quantile(q float64) time.Duration {
	total := h.Total()
	if total == 0 || len(h.Bounds) == 0 {
		return 0
	}
	need := min(max(uint64(math.Ceil(q*float64(total))), 1), total)
	for i, c := range h.Counts {
		if c >= need {
			return h.Bounds[min(i, len(h.Bounds)-1)]
		}
		need -= c
	}
	return h.Bounds[len(h.Bounds)-1]
}

// sum estimates the sum of all times, by the middles of the buckets.
func (h Histogram) sum() (sum time.Duration) {
	for i, c := range h.Counts {
		low, high := time.Duration(0), time.Duration(0)
		if i > 0 {
			low = h.Bounds[i-1]
		}
		if high = low; i < len(h.Bounds) {
			high = h.Bounds[i]
		}
		sum += time.Duration(c) * (low + high) / 2
	}
	return sum
}
