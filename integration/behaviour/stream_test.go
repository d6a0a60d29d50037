package behaviour

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// Nobody waits for as long as a stream of others lasts. There is always somebody ready who
// has not had a turn yet. How long the one who waits does so is counted in those, so that
// it is the same on a busy machine.

// TestOldBesideNew has goroutines that each start the next and then compute for longer
// than a time slice: more than there is time for. Who began before them goes on.
func TestOldBesideNew(t *testing.T) {
	if cooperative {
		t.Skip("with preempt=off who computes has the hub until it waits")
	}
	const most, turns = 300, 4
	var started atomic.Int64
	var stop atomic.Bool
	var wg sync.WaitGroup
	var young func()
	young = func() {
		if stop.Load() || started.Add(1) >= most {
			return
		}
		wg.Go(young)
		for start := time.Now(); time.Since(start) < 30*time.Millisecond && !stop.Load(); {
		}
	}
	wg.Go(young)
	// Whenever started has grown, others had the hub meanwhile.
	had := 0
	for last := started.Load(); had < turns && last < most; {
		if now := started.Load(); now != last {
			had, last = had+1, now
		}
	}
	stop.Store(true)
	wg.Wait()
	if greenrt.Enabled() && had < turns {
		t.Errorf("had %d turns while %d others started", had, started.Load())
	}
	t.Log(had, started.Load())
}
