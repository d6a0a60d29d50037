package main

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A player plays one sequence.
type player struct {
	rng     *rand.Rand
	network *network
	sides   [2]*side
	plain   bool // nobody else has, or is lent, a descriptor
	lines   strings.Builder
	step    int
}

// perform plays count sequences from first on, players at a time, and writes their
// transcripts in order.
func perform(w io.Writer, first uint64, count, players int) error {
	texts := make([]string, count)
	errs := make([]error, count)
	next := make(chan int)
	var wg sync.WaitGroup
	for range players {
		wg.Go(func() {
			for i := range next {
				texts[i], errs[i] = sequence(first + uint64(i))
			}
		})
	}
	for i := range count {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, text := range texts {
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
	}
	return errors.Join(errs...)
}

// sequence plays one sequence and returns its transcript.
func sequence(seed uint64) (text string, err error) {
	p := &player{rng: rand.New(rand.NewPCG(seed, 0))}
	p.network = &networks[p.rng.IntN(len(networks))]
	if p.chance(2) {
		p.network = &networks[0] // TCP is where a green build knows most
	}
	p.plain = p.chance(2)
	fmt.Fprintf(&p.lines, "%s%d %s\n", heading, seed, p.network.name)
	p.sides = p.network.open()
	// A call that hangs where it should not wait at all hangs the player. There is no saving him.
	defer time.AfterFunc(4*patience, func() {
		fmt.Fprintf(os.Stderr, "oracle: this sequence hangs:\n%sgoroutines:\n%s", p.lines.String(), stacks())
		os.Exit(3)
	}).Stop()
	defer func() {
		if r := recover(); r != nil {
			l, ok := r.(lost)
			if !ok {
				panic(r)
			}
			p.note("lost", "%s", l)
			err = fmt.Errorf("sequence %d: waited in vain for %s; goroutines:\n%s", seed, l, stacks())
		}
		for _, s := range p.sides {
			s.end()
		}
		text = p.lines.String()
	}()
	for p.step = range 10 + p.rng.IntN(50) {
		s := p.sides[p.rng.IntN(2)]
		var can []*op
		total := 0
		for i := range ops {
			if o := &ops[i]; !(p.plain && lends[o.name]) && o.can(p, s) {
				can = append(can, o)
				total += o.weight
			}
		}
		if total == 0 {
			continue
		}
		n := p.rng.IntN(total)
		for _, o := range can {
			if n -= o.weight; n < 0 {
				o.do(p, s)
				break
			}
		}
	}
	return "", nil
}

const heading = "sequence "

// note writes a line of the transcript.
func (p *player) note(what, format string, args ...any) {
	fmt.Fprintf(&p.lines, "%2d %s: %s\n", p.step, what, fmt.Sprintf(format, args...))
}

func (p *player) chance(n int) bool { return p.rng.IntN(n) == 0 }

// text returns what s writes next.
func (p *player) text(s *side, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = s.sent
		s.sent++
	}
	return b
}

// sum says which bytes they are.
func sum(b []byte) string { return fmt.Sprintf("%d bytes %08x", len(b), crc32.ChecksumIEEE(b)) }

// kind says which error it is, without names and numbers that are different each time.
func kind(err error) string {
	var errno syscall.Errno
	switch {
	case err == nil:
		return "ok"
	case err == io.EOF:
		return "EOF"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "timeout"
	case errors.Is(err, net.ErrClosed), errors.Is(err, os.ErrClosed):
		return "closed"
	case errors.As(err, &errno):
		return errno.Error()
	}
	return err.Error()
}

// both runs f, in a goroutine that has a thread of its own at times, beside g, and returns
// what f says. g may begin before f.
func (p *player) both(f func() string, g func()) string {
	locked, first, turns := p.chance(3), p.chance(3), p.rng.IntN(20)
	done := make(chan string)
	go func() {
		if locked {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
		}
		done <- f()
	}()
	if !first {
		for range turns {
			runtime.Gosched()
		}
	}
	if p.chance(3) {
		ended := make(chan bool)
		go func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			g()
			ended <- true
		}()
		<-ended
	} else {
		g()
	}
	select {
	case text := <-done:
		return text
	case <-time.After(patience):
		panic(lost("the end of a call"))
	}
}

// pause has the poller fetch events, as long as it takes a message to go around through it.
func (p *player) pause() {
	a, b := networks[1].pair()
	p.both(func() string {
		a.Read(make([]byte, 1))
		return ""
	}, func() { b.Write([]byte{1}) })
	a.Close()
	b.Close()
}

func stacks() []byte {
	buf := make([]byte, 1<<20)
	return buf[:runtime.Stack(buf, true)]
}
