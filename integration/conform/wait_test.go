package conform

import (
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// How one can tell that a wait is a greenlet's: another ends it by an event, which takes its
// turn meanwhile; and a timeout, which reaches greenlets only, ends it without.

// settle lets others get to where they wait.
func settle() {
	for range 20 {
		greenrt.Yield()
	}
	time.Sleep(2 * time.Millisecond)
}

// cooperates fails the test if wait does not end by event, or not by a timeout before it. wait
// is called once for each; event ends the second one.
func cooperates(t *testing.T, wait func() error, event func()) {
	t.Helper()
	if greenrt.Enabled() {
		if err := greenrt.WithTimeout(5*time.Millisecond, func() { wait() }); err == nil {
			t.Error("a timeout does not end the wait")
		}
	}
	waiter := greenrt.GoErr(wait)
	settle()
	if waiter.Ready() {
		t.Error("ended before its event:", waiter.Err())
	}
	event()
	if !waiter.JoinTimeout(20*time.Second) || waiter.Err() != nil {
		t.Error(waiter, waiter.Err())
	}
}

// leavesHub calls wait, which blocks its thread, and fails the test if a green build's greenlet did
// not leave its hub for it.
func leavesHub(t *testing.T, wait func()) {
	t.Helper()
	before := greenrt.ReadStats()
	wait()
	if after := greenrt.ReadStats(); greenrt.Enabled() && after.Returned == before.Returned {
		t.Errorf("nobody came back to the hub: %+v", after)
	}
}
