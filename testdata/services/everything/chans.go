package main

import (
	"fmt"
	"iter"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"
)

// getPipeline sends numbers through a chain of goroutines.
func getPipeline(r *http.Request) (string, error) {
	n, err := number(r, 1000)
	if err != nil {
		return "", err
	}
	in := make(chan int)
	out := in
	for range n {
		next := make(chan int)
		go func(from <-chan int) {
			defer close(next)
			for v := range from {
				next <- v + 1
			}
		}(out)
		out = next
	}
	go func() {
		defer close(in)
		for v := range 10 {
			in <- v
		}
	}()
	var got []int
	for v := range out {
		got = append(got, v)
	}
	return fmt.Sprint(got), nil
}

func getSelect(r *http.Request) (string, error) {
	left, right, quit := make(chan int), make(chan int, 4), make(chan struct{})
	go func() {
		for v := range 50 {
			left <- v
		}
		close(quit)
	}()
	go func() {
		for v := range 50 {
			right <- v
		}
		close(right)
	}()
	sum, quiet := 0, 0
	for quit != nil || right != nil {
		select {
		case v := <-left:
			sum += v
		case v, ok := <-right:
			if !ok {
				right = nil
				continue
			}
			sum += v
		case <-quit:
			quit = nil
		case <-time.After(10 * time.Second):
			return "", fmt.Errorf("nothing came")
		}
	}
	select {
	case <-left:
	default:
		quiet++
	}
	return fmt.Sprintf("sum %d, quiet %d", sum, quiet), nil
}

// getReflect selects among channels whose number is known at run time only.
func getReflect(r *http.Request) (string, error) {
	n, err := number(r, 100)
	if err != nil {
		return "", err
	}
	cases := make([]reflect.SelectCase, n)
	for i := range cases {
		c := make(chan int)
		go func() { c <- i; close(c) }()
		cases[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c)}
	}
	var got []int
	for open := n; open > 0; {
		i, v, ok := reflect.Select(cases)
		if !ok {
			cases[i].Chan = reflect.Value{}
			open--
			continue
		}
		got = append(got, int(v.Int()))
	}
	slices.Sort(got)
	return fmt.Sprint(got), nil
}

type tree struct {
	left, right *tree
	value       int
}

func (t *tree) all() iter.Seq[int] {
	return func(yield func(int) bool) { t.walk(yield) }
}

func (t *tree) walk(yield func(int) bool) bool {
	return t == nil || t.left.walk(yield) && yield(t.value) && t.right.walk(yield)
}

func (t *tree) insert(v int) *tree {
	switch {
	case t == nil:
		return &tree{value: v}
	case v < t.value:
		t.left = t.left.insert(v)
	default:
		t.right = t.right.insert(v)
	}
	return t
}

// getIter walks two trees in step, each in a coroutine of its own.
func getIter(r *http.Request) (string, error) {
	var a, b *tree
	for i := range 40 {
		a, b = a.insert(i*17%40), b.insert(i*23%40)
	}
	nextA, stopA := iter.Pull(a.all())
	defer stopA()
	nextB, stopB := iter.Pull(b.all())
	defer stopB()
	var s strings.Builder
	for {
		va, oka := nextA()
		vb, okb := nextB()
		if !oka || !okb {
			return s.String() + fmt.Sprint(oka, okb), nil
		}
		fmt.Fprintf(&s, "%d=%d ", va, vb)
		if va == 30 {
			return s.String() + "left early", nil
		}
	}
}

func getPanic(r *http.Request) (string, error) {
	got := make(chan any)
	go func() {
		defer func() { got <- recover() }()
		var p *tree
		_ = p.value
	}()
	return fmt.Sprint(<-got), nil
}
