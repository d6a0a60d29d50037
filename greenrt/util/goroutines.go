package util

import (
	"bytes"
	"runtime"
	"strconv"
	"strings"
)

// A goroutine is one paragraph of what runtime.Stack writes.
type goroutine struct {
	id      uint64
	state   string // as in "chan receive, 5 minutes"
	stack   string // calls and places, without the first line
	creator uint64 // the goroutine that started it, or 0
	created string // the function that did, without the package's path
	site    string // file:line
}

// goroutines returns all goroutines but those of the runtime.
func goroutines() map[uint64]*goroutine {
	buf := make([]byte, 64<<10)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	all := make(map[uint64]*goroutine)
	for paragraph := range bytes.SplitSeq(buf, []byte("\n\n")) {
		if g := parseGoroutine(string(paragraph)); g != nil {
			all[g.id] = g
		}
	}
	return all
}

// parseGoroutine reads a paragraph. It returns nil if that is none.
func parseGoroutine(text string) *goroutine {
	first, stack, _ := strings.Cut(strings.TrimRight(text, "\n"), "\n")
	number, state, ok := strings.Cut(strings.TrimPrefix(first, "goroutine "), " ")
	id, err := strconv.ParseUint(number, 10, 64)
	if !ok || err != nil {
		return nil
	}
	// With GOTRACEBACK=system there is more in front of the bracket.
	if _, after, ok := strings.Cut(state, "["); ok {
		state = after
	}
	g := &goroutine{id: id, stack: stack, state: strings.TrimSuffix(state, "]:")}
	_, created, ok := strings.Cut("\n"+stack, "\ncreated by ")
	if !ok {
		return g
	}
	function, place, _ := strings.Cut(created, "\n")
	function, creator, _ := strings.Cut(function, " in goroutine ")
	g.creator, _ = strconv.ParseUint(creator, 10, 64)
	g.created = function[strings.LastIndexByte(function, '/')+1:]
	g.site, _, _ = strings.Cut(strings.TrimSpace(place), " ")
	if function == "time.goFunc" {
		g.creator = 0 // whoever happened to run the timer
	}
	return g
}
