package greenrt_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

func TestScope(t *testing.T) {
	var ended atomic.Int32
	err := greenrt.InScope(func(s *greenrt.Scope) error {
		for range 3 {
			s.Go(func() error {
				defer ended.Add(1)
				greenrt.Sleep(time.Millisecond)
				return nil
			})
		}
		return nil
	})
	//gevent:with.join
	if err != nil || ended.Load() != 3 {
		t.Error(err, ended.Load())
	}
	mine := errors.New("mine")
	err = greenrt.InScope(func(s *greenrt.Scope) error {
		killed := s.Go(func() error { greenrt.Sleep(time.Hour); return nil })
		s.Go(func() error { greenrt.Sleep(time.Millisecond); return mine })
		killed.Join()
		if gl := s.Go(func() error { t.Error("called"); return nil }); greenrt.Enabled() {
			gl.Join()
		}
		return nil
	})
	if err != mine {
		t.Error(err)
	}
	// A timeout of the caller ends the members.
	var member *greenrt.Greenlet
	err = greenrt.WithTimeout(5*time.Millisecond, func() {
		greenrt.InScope(func(s *greenrt.Scope) error {
			member = s.Go(func() error { greenrt.Sleep(time.Hour); return nil })
			return nil
		})
	})
	//gevent:with.interrupted
	if err == nil || !member.Killed() {
		t.Error(err, member)
	}
	err = greenrt.InScope(func(s *greenrt.Scope) error {
		member = s.Go(func() error { greenrt.Sleep(time.Hour); return nil })
		quiesce.Others()
		return mine
	})
	//gevent:with.error
	if err != mine || !member.Killed() {
		t.Error(err, member)
	}
}
