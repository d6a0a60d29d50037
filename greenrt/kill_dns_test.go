package greenrt_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/greenrt"
)

// A lookup asks for each kind of address by a goroutine of its own. They end, though who
// would have had their answers was killed.
func TestKillLookup(t *testing.T) {
	if !greenrt.Enabled() {
		return // a kill does not reach it
	}
	asked, release := make(chan bool, 100), make(chan bool) // more than there are attempts
	r := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		asked <- true
		<-release
		return nil, errors.New("there is no server")
	}}
	lookup := greenrt.GoErr(func() error {
		_, err := r.LookupHost(t.Context(), "host.example.")
		return err
	})
	<-asked
	<-asked
	if err := lookup.Kill(); err != nil || !lookup.Killed() {
		t.Error(err, lookup)
	}
	close(release)
	settled(t, "goroutines of a lookup", 0, func() int {
		stacks := make([]byte, 1<<20)
		return strings.Count(string(stacks[:runtime.Stack(stacks, true)]), "goLookupIPCNAMEOrder")
	})
}
