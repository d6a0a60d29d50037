package main

import (
	"fmt"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// share is which share of stock's highest rate an open loop has.
const share = 0.6

// latency measures the 99th percentile of the time from when a request was due to its
// answer.
func latency(b *bench, r *row, out *report) error {
	if err := b.calibrate(r); err != nil {
		return err
	}
	var p50, p99, p999 pairs.Samples
	for i := range *groups {
		for _, k := range pairs.Order {
			m, err := b.run(r, i, k)
			if err != nil {
				return err
			}
			p50, p99, p999 = append(p50, m.p50*1e6), append(p99, m.p99*1e6), append(p999, m.p999*1e6)
		}
	}
	us := func(k pairs.Kind) string {
		return fmt.Sprintf("%.0f us (%.0f, %.0f)", p99.Median(k), p50.Median(k), p999.Median(k))
	}
	ratio := p99.Ratio(pairs.Green, pairs.Stock)
	out.add(latencies, r, "%s, %.0f requests/s | %s | %s | %s | %s | %s | %s | at most %.2f: %s", r.what, r.rate,
		us(pairs.Stock), us(pairs.Green), us(pairs.Off), ratio, p99.Ratio(pairs.Off, pairs.Stock), p99.Noise(),
		r.tail, figures.Pass(ratio.Median <= r.tail))
	return nil
}

// calibrate sets the row's rate: the same for all kinds, by what stock can do at most in
// a closed loop with as many connections.
func (b *bench) calibrate(r *row) error {
	r.rate = 0
	var rates []float64
	for i := range *layouts {
		m, err := b.run(r, i, pairs.Stock)
		if err != nil {
			return err
		}
		rates = append(rates, m.measured/m.seconds)
	}
	r.rate = share * pairs.Quartiles(rates).Median
	return nil
}
