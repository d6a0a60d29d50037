package pairs

// A Kind says which program runs.
type Kind int

const (
	Stock Kind = iota
	Green
	Off // green with GREENRT=off=1
)

// String is the heading of a table's column.
func (k Kind) String() string { return [...]string{"stock", "green", "off=1"}[k] }

// GREENRT returns the environment variable that a run of this kind needs. It is
// set for stock as well, so that all environments are of similar size.
func (k Kind) GREENRT() string {
	if k == Off {
		return "GREENRT=off=1"
	}
	return "GREENRT="
}

// Order is that of the runs in a group.
var Order = [...]Kind{Stock, Green, Off, Off, Green, Stock}

// Samples are the numbers of some groups, as they came: one per run.
type Samples []float64

// Of returns the numbers of one kind, two per group.
func (s Samples) Of(k Kind) []float64 {
	var of []float64
	for i, x := range s {
		if Order[i%len(Order)] == k {
			of = append(of, x)
		}
	}
	return of
}

// Median returns the median of the numbers of one kind.
func (s Samples) Median(k Kind) float64 { return Quartiles(s.Of(k)).Median }

// Ratio divides kind a by kind b, pair by pair.
func (s Samples) Ratio(a, b Kind) Spread {
	x, y := s.Of(a), s.Of(b)
	var q []float64
	for i := range x {
		q = append(q, x[i]/y[i])
	}
	return Quartiles(q)
}

// Noise divides each group's first stock run by its last.
func (s Samples) Noise() Spread {
	x := s.Of(Stock)
	var q []float64
	for i := 0; i+1 < len(x); i += 2 {
		q = append(q, x[i]/x[i+1])
	}
	return Quartiles(q)
}
