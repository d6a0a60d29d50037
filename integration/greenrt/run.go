package main

import (
	"fmt"
	"strconv"

	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// A bench is what is run.
type bench struct {
	builds []pairs.Build
	script string
}

// samples are the numbers of a row as they came, two for each group: of greenrt's
// operation by gevent, in a green build and in a plain one, and of Go's own.
type samples struct {
	gevent, green, plain, goGreen, goStock []float64
}

// times runs the row's groups.
func (b *bench) times(r *row) (s samples, err error) {
	for i := range *groups {
		build := b.builds[i%len(b.builds)]
		gevent := func() error {
			if r.green {
				return nil
			}
			v, err := pairs.Run(nil, python, b.script, r.op)
			s.gevent = append(s.gevent, v["gevent.cpu"])
			return err
		}
		stock := func() error {
			if r.green {
				return nil
			}
			v, err := probe(build, pairs.Stock, "-op="+r.op)
			s.plain = append(s.plain, v["greenrt.cpu"])
			s.goStock = append(s.goStock, v["go.cpu"])
			return err
		}
		green := func() error {
			v, err := probe(build, pairs.Green, "-op="+r.op)
			s.green = append(s.green, v["greenrt.cpu"])
			s.goGreen = append(s.goGreen, v["go.cpu"])
			return err
		}
		if err := inOrder(gevent, stock, green, green, stock, gevent); err != nil {
			return s, err
		}
	}
	return s, nil
}

// memory runs one group, as sizes vary little.
func (b *bench) memory(r *row) (s samples, err error) {
	n := strconv.Itoa(r.n)
	rss := func(to *[]float64, v map[string]float64, err error) error {
		*to = append(*to, v["rss"])
		return err
	}
	for range 2 {
		v, err := pairs.Run(nil, python, b.script, r.op, n)
		if err := rss(&s.gevent, v, err); err != nil {
			return s, err
		}
		for _, run := range []struct {
			to    *[]float64
			kind  pairs.Kind
			plain bool
		}{{&s.plain, pairs.Stock, false}, {&s.goStock, pairs.Stock, true}, {&s.green, pairs.Green, false}, {&s.goGreen, pairs.Green, true}} {
			v, err := probe(b.builds[0], run.kind, "-op="+r.op, "-n="+n, fmt.Sprintf("-go=%v", run.plain))
			if err := rss(run.to, v, err); err != nil {
				return s, err
			}
		}
	}
	return s, nil
}

func inOrder(runs ...func() error) error {
	for _, run := range runs {
		if err := run(); err != nil {
			return err
		}
	}
	return nil
}

func probe(b pairs.Build, k pairs.Kind, args ...string) (map[string]float64, error) {
	return pairs.Run([]string{k.GREENRT(), "GOMAXPROCS=1"}, append([]string{b.Program(k)}, args...)...)
}
