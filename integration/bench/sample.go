package main

import (
	"fmt"

	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// sample runs groups of the row's operation and returns one number of each run.
func (r *row) sample(builds []pairs.Build, value string, groups int) (pairs.Samples, error) {
	s, _, err := r.sampleTwo(builds, value, value, groups)
	return s, err
}

// sampleTwo does so for two numbers.
func (r *row) sampleTwo(builds []pairs.Build, value1, value2 string, groups int) (s1, s2 pairs.Samples, err error) {
	for i := range groups {
		for _, k := range pairs.Order {
			values, err := r.probe(builds[i%len(builds)], k)
			if err != nil {
				return nil, nil, err
			}
			s1 = append(s1, values[value1])
			s2 = append(s2, values[value2])
		}
	}
	return s1, s2, nil
}

// probe runs the program once.
func (r *row) probe(b pairs.Build, k pairs.Kind) (map[string]float64, error) {
	env := []string{k.GREENRT()}
	if r.procs != "" {
		env = append(env, "GOMAXPROCS="+r.procs)
	}
	return pairs.Run(env, b.Program(k), "-op="+r.op, fmt.Sprintf("-n=%d", r.n))
}
