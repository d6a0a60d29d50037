package greenrt

import (
	"sync"

	"github.com/go-greenify/greenify/greenrt/internal/core"
)

// A Scope is a set of greenlets that end before the function ends in which they were
// started. It is made by [InScope], and used by what that calls and starts.
type Scope struct {
	mu      sync.Mutex
	members []*Greenlet
	closing bool
	err     error
}

// InScope calls fn with a new Scope, and returns when fn and all greenlets that were
// started in the Scope have ended. If fn returns an error or panics, or a member
// fails, or the caller is killed or timed out, the members are killed. The result
// is the first error, of fn or of a member. A panic of fn's passes through, after the
// members have ended. fn is no member: it goes on when one has failed.
//
// In a program that is not green, members that do not wait in greenrt cannot be
// killed, and are waited for.
func InScope(fn func(s *Scope) error) error {
	s := new(Scope)
	returned := false
	defer func() {
		if !returned {
			s.kill()
			Shield(s.join)
		}
	}()
	if err := fn(s); err != nil {
		s.fail(err)
	}
	s.join()
	returned = true
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Go starts fn in the Scope. After the Scope has begun to kill its members it returns
// a greenlet that was killed, and fn is not called.
func (s *Scope) Go(fn func() error) *Greenlet {
	need(fn != nil)
	s.mu.Lock()
	closing := s.closing
	s.mu.Unlock()
	if closing {
		gl := prepare(nil, callSite(2), core.Lookup(), fn)
		gl.cancel(new(Exit))
		return gl
	}
	gl := start(0, nil, fn)
	s.mu.Lock()
	s.members = append(s.members, gl)
	closing = s.closing
	s.mu.Unlock()
	gl.OnReady(func() {
		if err := gl.Err(); err != nil {
			s.fail(err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		for i, m := range s.members {
			if m == gl {
				s.members = append(s.members[:i], s.members[i+1:]...)
				break
			}
		}
	})
	if closing {
		gl.raise(new(Exit))
	}
	return gl
}

// fail notes the first error and kills the members.
func (s *Scope) fail(err error) {
	s.mu.Lock()
	first := s.err == nil
	if first {
		s.err = err
	}
	s.mu.Unlock()
	if first {
		s.kill()
	}
}

func (s *Scope) kill() {
	s.mu.Lock()
	s.closing = true
	members := append([]*Greenlet(nil), s.members...)
	s.mu.Unlock()
	for _, gl := range members {
		if !gl.isCurrent() {
			gl.raise(new(Exit)) // in a plain program perhaps later
		}
	}
}

// join waits until there are no members.
func (s *Scope) join() {
	for {
		s.mu.Lock()
		if len(s.members) == 0 {
			s.mu.Unlock()
			return
		}
		gl := s.members[0]
		s.mu.Unlock()
		gl.Join()
		// It leaves the list a moment after it has ended.
		Yield()
	}
}
