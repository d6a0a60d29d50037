package core

import (
	"bytes"
	"runtime"
	"strconv"
	"sync"
)

// Who is who in a plain program: by the goroutine's number, which only its stack trace
// tells. That takes about a microsecond.

var plain struct {
	sync.Mutex
	byGoid map[uint64]*G
	sweep  int // size at which to look for goroutines that have ended
}

// goid returns the calling goroutine's number.
func goid() uint64 {
	var buf [64]byte
	n, _ := parseGoid(buf[:runtime.Stack(buf[:], false)])
	return n
}

// parseGoid reads the number in a line that begins with "goroutine 7 [".
func parseGoid(line []byte) (uint64, bool) {
	rest, ok := bytes.CutPrefix(line, []byte("goroutine "))
	if !ok {
		return 0, false
	}
	digits, _, _ := bytes.Cut(rest, []byte(" "))
	n, err := strconv.ParseUint(string(digits), 10, 64)
	return n, err == nil
}

func lookupPlain() *G {
	id := goid()
	plain.Lock()
	defer plain.Unlock()
	return plain.byGoid[id]
}

func bindPlain(g *G) {
	plain.Lock()
	if plain.byGoid == nil {
		plain.byGoid = make(map[uint64]*G)
	}
	plain.byGoid[g.goid] = g
	var gone []*G
	if len(plain.byGoid) >= max(plain.sweep, 1000) {
		gone = sweepPlain()
		plain.sweep = 2 * len(plain.byGoid)
	}
	plain.Unlock()
	for _, g := range gone {
		g.end()
	}
}

func unbindPlain(g *G) {
	plain.Lock()
	delete(plain.byGoid, g.goid)
	plain.Unlock()
}

// sweepPlain takes those out of the table that have ended, and returns them: nobody
// tells of the end of a goroutine that was not started by greenrt.
func sweepPlain() []*G {
	buf := make([]byte, 1<<20)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	alive := make(map[uint64]bool)
	for line := range bytes.Lines(buf) {
		if id, ok := parseGoid(line); ok {
			alive[id] = true
		}
	}
	var gone []*G
	for id, g := range plain.byGoid {
		if !alive[id] {
			delete(plain.byGoid, id)
			gone = append(gone, g)
		}
	}
	return gone
}
