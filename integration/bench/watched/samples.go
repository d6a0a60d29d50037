package main

import (
	"fmt"
	"slices"

	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// samples are the numbers of a row, as they came.
type samples struct{ off, on, ratio, noise []float64 }

// add adds those of a group: off, on, on, off.
func (s *samples) add(took [4]float64) {
	s.off = append(s.off, took[0], took[3])
	s.on = append(s.on, took[1], took[2])
	s.ratio = append(s.ratio, took[1]/took[0], took[2]/took[3])
	s.noise = append(s.noise, took[0]/took[3])
}

// line returns the line of the table.
func (s *samples) line(name string) string {
	return fmt.Sprintf("| %s | %.1f ns | %s | %s | %.3f |\n", name, pairs.Quartiles(s.off).Median, pairs.Quartiles(s.ratio), pairs.Quartiles(s.noise), tenth(s.on)/tenth(s.off))
}

// tenth returns the value that a tenth of all do not exceed.
func tenth(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/10]
}
