// Package a has functions without a stack check.
package a

//go:nosplit
func sum(p []int) (s int) {
	for _, x := range p { // want `loop in sum, which is marked go:nosplit \[GR1006\]`
		s += x
	}
	for i := 0; i < len(p); i++ { // want `loop in sum`
		s += p[i]
	}
	for s > 0 { // want `loop in sum`
		s--
	}
	for i := 0; i < 8; i++ { // ok
		s += i
	}
	for range 100 { // ok
		s++
	}
	for i := 1000; i > 0; i-- { // ok
		s += i
	}
	return s
}

// twice has a comment as well.
//
//go:nosplit
func twice(n int, a *[16]int) (s int) {
	for range n { // want `loop in twice`
		s++
	}
	for { // want `loop in twice`
		if s++; s > 1<<40 {
			break
		}
	}
	for _, x := range a { // ok
		s += x
	}
	for s < 1<<40 { // ok
		s = work(s)
	}
	return s
}

func work(s int) int {
	for s > 0 { // ok
		s--
	}
	return s
}
