package page

import (
	"fmt"

	"github.com/go-greenify/greenify/greenrt/monitor"
)

// bars are the picture of a histogram.
type bars struct {
	Width, Height, Base int
	Bars                []bar
	Quantiles           []tile
	Total               uint64
}

type bar struct {
	X, Y, W, H, Middle int
	Label, Title       string
}

// newBars draws the part of h that is not empty, or returns nil.
func newBars(h monitor.Histogram) *bars {
	total := h.Total()
	if total == 0 {
		return nil
	}
	first, last, most := -1, 0, uint64(0)
	for i, n := range h.Counts {
		if n != 0 {
			if first < 0 {
				first = i
			}
			last = i
		}
		most = max(most, n)
	}
	const w, h0, gap = 56, 120, 4
	b := &bars{Width: (last - first + 1) * w, Height: h0 + 36, Base: h0 + 14, Total: total}
	for i := first; i <= last; i++ {
		n := h.Counts[i]
		height := int(float64(n) / float64(most) * h0)
		if n != 0 {
			height = max(height, 1)
		}
		one := bar{X: (i-first)*w + gap/2, Y: b.Base - height, W: w - gap, H: height, Middle: (i-first)*w + w/2}
		from := "0"
		if i > 0 {
			from = brief(h.Bounds[i-1])
		}
		if i < len(h.Bounds) {
			one.Label = "<" + brief(h.Bounds[i])
			one.Title = fmt.Sprintf("%s from %s to %s: %.2f %%", count(n), from, brief(h.Bounds[i]), 100*float64(n)/float64(total))
		} else {
			one.Label = "more"
			one.Title = fmt.Sprintf("%s of %s or more", count(n), from)
		}
		b.Bars = append(b.Bars, one)
	}
	for _, q := range []float64{0.5, 0.9, 0.99, 0.999, 1} {
		b.Quantiles = append(b.Quantiles, tile{Name: fmt.Sprintf("%g %%", 100*q), Value: "≤ " + brief(h.Quantile(q))})
	}
	return b
}
