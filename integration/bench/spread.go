package main

import (
	"fmt"
	"slices"
)

// A spread is the median of some numbers and their quartiles.
type spread struct{ low, median, high float64 }

func quartiles(x []float64) spread {
	x = slices.Sorted(slices.Values(x))
	return spread{quantile(x, 0.25), quantile(x, 0.5), quantile(x, 0.75)}
}

// quantile interpolates between neighbours.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

func (s spread) String() string {
	return fmt.Sprintf("%.3f (%.3f-%.3f)", s.median, s.low, s.high)
}
