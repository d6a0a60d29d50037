package monitor_test

import (
	"log/slog"
	"testing"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/monitor"
)

// start starts the monitor for the time of a test, silent if nothing else is said.
func start(t *testing.T, o monitor.Options) (stop func()) {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	stop, err := monitor.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return stop
}

// hub returns the figures of the hub.
func hub(t *testing.T) monitor.Hub {
	t.Helper()
	s := monitor.Read()
	if len(s.Hubs) != 1 {
		t.Fatalf("%d hubs", len(s.Hubs))
	}
	return s.Hubs[0]
}

// pingpong hands a value to and fro n times over channels, and returns the numbers of the two
// goroutines.
func pingpong(n int) (a, b uint64) {
	ping, pong := make(chan bool), make(chan bool)
	ids := make(chan uint64, 1)
	go func() {
		ids <- greenrt.Current().GoroutineID()
		for range ping {
			pong <- true
		}
	}()
	for range n {
		ping <- true
		<-pong
	}
	close(ping)
	return greenrt.Current().GoroutineID(), <-ids
}
