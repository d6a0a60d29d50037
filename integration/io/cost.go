package main

import (
	"fmt"
	"strings"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// cost measures the processor time of the server per request.
func cost(b *bench, r *row, out *report) error {
	var s pairs.Samples
	peers := make(map[string]pairs.Samples)
	for i := range *groups {
		for _, k := range pairs.Order {
			m, err := b.run(r, i, k)
			if err != nil {
				return err
			}
			s = append(s, m.cpu/m.measured*1e6)
		}
		if err := b.measurePeers(r, peers); err != nil {
			return err
		}
	}
	us := func(k pairs.Kind) string { return fmt.Sprintf("%.2f us", s.Median(k)) }
	ratio := s.Ratio(pairs.Stock, pairs.Green)
	out.add(costs, r, "%s | %s | %s | %s | %s | %s | %s | %s", r.what, us(pairs.Stock), us(pairs.Green), us(pairs.Off),
		ratio, s.Ratio(pairs.Stock, pairs.Off), s.Noise(), r.costVerdict(ratio.Median))
	b.addPeers(r, peers, s.Of(pairs.Stock), out)
	return nil
}

// costVerdict judges the median of stock divided by green.
func (r *row) costVerdict(ratio float64) string {
	var verdicts []string
	if r.faster > 0 {
		verdicts = append(verdicts, fmt.Sprintf("%.2f: %s", r.faster, figures.Pass(ratio >= r.faster)))
	}
	if r.never > 0 {
		verdicts = append(verdicts, fmt.Sprintf("never under %.2f: %s", r.never, figures.Pass(ratio >= r.never)))
	}
	return strings.Join(verdicts, ", ")
}
