package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// A kind says which program runs.
type kind int

const (
	stockRun kind = iota
	greenRun
	offRun
)

// order is that of the runs in a group.
var order = [...]kind{stockRun, greenRun, offRun, offRun, greenRun, stockRun}

// samples are the numbers of some groups, as they came.
type samples []float64

// sample runs groups of the row's operation and returns one number of each run.
func (r *row) sample(builds []build, value string, groups int) (samples, error) {
	s, _, err := r.sampleTwo(builds, value, value, groups)
	return s, err
}

// sampleTwo does so for two numbers.
func (r *row) sampleTwo(builds []build, value1, value2 string, groups int) (s1, s2 samples, err error) {
	for i := range groups {
		for _, k := range order {
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
func (r *row) probe(b build, k kind) (map[string]float64, error) {
	program, env := b.stock, []string{"GREENRT="}
	if k != stockRun {
		program = b.green
	}
	if k == offRun {
		env = []string{"GREENRT=off=1"}
	}
	if r.procs != "" {
		env = append(env, "GOMAXPROCS="+r.procs)
	}
	cmd := exec.Command(program, "-op="+r.op, fmt.Sprintf("-n=%d", r.n))
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%v %v: %w", env, cmd.Args, err)
	}
	values := make(map[string]float64)
	for line := range bytes.Lines(out) {
		f := bytes.Fields(line)
		if len(f) != 2 {
			return nil, fmt.Errorf("%v: %q", cmd.Args, line)
		}
		x, err := strconv.ParseFloat(string(f[1]), 64)
		if err != nil {
			return nil, fmt.Errorf("%v: %w", cmd.Args, err)
		}
		values[string(f[0])] = x
	}
	return values, nil
}

// of returns the numbers of one kind, two per group.
func (s samples) of(k kind) []float64 {
	var of []float64
	for i, x := range s {
		if order[i%len(order)] == k {
			of = append(of, x)
		}
	}
	return of
}

func (s samples) median(k kind) float64 { return quartiles(s.of(k)).median }

// ratio divides kind a by kind b, pair by pair.
func (s samples) ratio(a, b kind) spread {
	x, y := s.of(a), s.of(b)
	var q []float64
	for i := range x {
		q = append(q, x[i]/y[i])
	}
	return quartiles(q)
}

// noise divides each group's first stock run by its last.
func (s samples) noise() spread {
	x := s.of(stockRun)
	var q []float64
	for i := 0; i+1 < len(x); i += 2 {
		q = append(q, x[i]/x[i+1])
	}
	return quartiles(q)
}
