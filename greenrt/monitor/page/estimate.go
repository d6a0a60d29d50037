package page

import (
	"time"

	"github.com/go-greenify/greenify/greenrt/monitor"
)

// estimate returns the share of each column's time that the greenlets of each lane had. Of
// what is not recorded, the samples tell how much of it the hub was busy, as they are
// exact: it is divided among the lanes as what is recorded of the column, or else of
// the sample.
func estimate(t monitor.Timeline, samples []monitor.Sample, times [][]float64, gap []float64) [][]float64 {
	per := float64(t.End.Sub(t.Start)) / columns
	busyOf := func(c int) (sum float64) {
		for i := range times {
			sum += times[i][c]
		}
		return sum
	}
	shares := make([][]float64, len(times))
	for i := range shares {
		shares[i] = make([]float64, columns)
		for c := range columns {
			shares[i][c] = times[i][c] / per
		}
	}
	// The time from the last sample on, and what is older than the first, counts as busy.
	covered := make([]bool, columns)
	fill := func(from, to int, busy float64) {
		var known, gaps float64
		whole := make([]float64, len(times))
		for c := from; c < to; c++ {
			known += busyOf(c)
			gaps += gap[c]
			for i := range times {
				whole[i] += times[i][c]
			}
		}
		if gaps <= 0 || known <= 0 {
			return
		}
		part := min(max((busy*float64(to-from)*per-known)/gaps, 0), 1) // of the gaps, that the hub was busy
		for c := from; c < to; c++ {
			here := busyOf(c)
			for i := range times {
				of := whole[i] / known
				if here > 0 {
					of = times[i][c] / here
				}
				shares[i][c] += gap[c] / per * part * of
			}
		}
	}
	for _, s := range samples {
		to := float64(s.Time.Sub(t.Start)) / per
		from := to - float64(s.Length)/per
		a, b := max(int(from+0.5), 0), min(int(to+0.5), columns)
		if a >= b {
			continue
		}
		fill(a, b, s.Utilisation())
		for c := a; c < b; c++ {
			covered[c] = true
		}
	}
	for c := range columns {
		if !covered[c] {
			fill(c, c+1, 1)
		}
	}
	return shares
}

// sampled spreads samples over columns: utilisation, and switches a second.
func sampled(t monitor.Timeline, samples []monitor.Sample) (busy, rate []float64) {
	busy, rate = make([]float64, columns), make([]float64, columns)
	per := t.End.Sub(t.Start) / columns
	for _, s := range samples {
		if s.Length <= 0 || per <= 0 {
			continue
		}
		to := s.Time.Sub(t.Start)
		from := to - s.Length
		for c := max(int(from/per), 0); c < columns && per*time.Duration(c) < to; c++ {
			busy[c], rate[c] = s.Utilisation(), float64(s.Switches)/s.Length.Seconds()
		}
	}
	return busy, rate
}
