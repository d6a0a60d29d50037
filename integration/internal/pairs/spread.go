package pairs

import (
	"fmt"
	"slices"
)

// A Spread is the median of some numbers and their quartiles.
type Spread struct{ Low, Median, High float64 }

// Quartiles returns the spread of x, all zero if x is empty.
func Quartiles(x []float64) Spread {
	x = slices.Sorted(slices.Values(x))
	return Spread{quantile(x, 0.25), quantile(x, 0.5), quantile(x, 0.75)}
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

// String is how tables have it: the median, and the quartiles in brackets.
func (s Spread) String() string {
	return fmt.Sprintf("%.3f (%.3f-%.3f)", s.Median, s.Low, s.High)
}
