package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// patience is how long a step may take before a terminal shows what it is.
const patience = time.Second

// A progress tells the user what takes so long: one status line on a
// terminal, which vanishes again, or plain lines if the user asked for them
// with -v. Otherwise it says nothing.
type progress struct {
	w     io.Writer
	lines bool // plain lines, at once
	line  bool // one status line, after patience

	mu    sync.Mutex
	step  string
	shown bool
	timer *time.Timer
}

func newProgress(l *line) *progress {
	p := &progress{w: os.Stderr}
	switch {
	case l.quiet:
	case l.verbose:
		p.lines = true
	default:
		p.line = isTerminal(os.Stderr)
	}
	return p
}

// say starts a step.
func (p *progress) say(step string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.step = step
	switch {
	case p.lines:
		fmt.Fprintf(p.w, "greenify: %s\n", step)
	case p.line && p.shown:
		p.show()
	case p.line && p.timer == nil:
		p.timer = time.AfterFunc(patience, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			if p.line {
				p.show()
			}
		})
	}
}

// show writes the status line. p.mu is held.
func (p *progress) show() {
	p.shown = true
	fmt.Fprintf(p.w, "\r\x1b[Kgreenify: %s", p.step)
}

// last ends the status line, and leaves one line behind if there is something
// to say about what comes next.
func (p *progress) last(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timer != nil {
		p.timer.Stop()
	}
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	if line != "" && (p.line || p.lines) {
		fmt.Fprintf(p.w, "greenify: %s\n", line)
	}
	p.line, p.lines, p.shown = false, false, false
}

// isTerminal reports whether f is a character device other than the null
// device, which is near enough to a terminal for a status line.
func isTerminal(f *os.File) bool {
	fi, err := f.Stat()
	if err != nil || fi.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(fi, null)
}
