package greenrt_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/greenrt"
)

func TestKillWhereverItWaits(t *testing.T) {
	for _, p := range places {
		t.Run(p.name, func(t *testing.T) {
			wait, event, check := p.make(t)
			var seen any
			deferred, began := false, make(chan bool)
			gl := greenrt.Go(func() {
				defer func() { deferred = true }()
				defer func() {
					seen = recover()
					if seen != nil {
						panic(seen)
					}
				}()
				close(began)
				wait()
			})
			p.reach(began)
			err := gl.Kill()
			if !greenrt.Enabled() && !p.own {
				if event != nil && !gl.Ready() {
					if !errors.Is(err, greenrt.ErrUnreachable) {
						t.Errorf("Kill: %v", err)
					}
					event()
					gl.Join()
				}
				return
			}
			//gevent:kill.wait
			//gevent:patch_thread.locks green
			//gevent:patch_time.sleep green
			if err != nil || !gl.Ready() || !gl.Killed() || !gl.Successful() || gl.Err() != nil {
				t.Errorf("Kill: %v, then %v: %v", err, gl, gl.Err())
			}
			if _, ok := seen.(*greenrt.Exit); !ok || !deferred {
				t.Errorf("recover saw %T %v, deferred function called: %v", seen, seen, deferred)
			}
			if check != nil {
				check()
			}
		})
	}
}

func TestEventEndsTheWait(t *testing.T) {
	for _, p := range places {
		t.Run(p.name, func(t *testing.T) {
			wait, event, _ := p.make(t)
			if event == nil || strings.Contains(p.name, "asleep") || p.name == "sleep" {
				return
			}
			began := make(chan bool)
			gl := greenrt.Go(func() { close(began); wait() })
			p.reach(began)
			event()
			if !gl.JoinTimeout(patience) || gl.Killed() || gl.Err() != nil {
				t.Fatal(gl, gl.Err())
			}
		})
	}
}
