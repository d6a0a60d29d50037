package main

import (
	"fmt"
	"io"
	"net/netip"
	"os"
)

// perAddress is how many connections to one server come from one address. Linux gives
// out 28k ports unless told otherwise.
const perAddress = 20_000

// leaveAlone makes connections and one request on each, one after the other, so that no
// queue of the kernel overflows. Then it waits for the end of standard input.
func leaveAlone(addr, kind string, size, conns int) error {
	request, framing, err := traffic(kind, size)
	if err != nil {
		return err
	}
	buf := make([]byte, max(longest, size)) // for all of them: one at a time
	from := netip.MustParseAddr("127.0.0.1")
	for i := range conns {
		if i > 0 && i%perAddress == 0 {
			from = from.Next()
		}
		c, err := dial(addr, kind, from, buf)
		if err == nil {
			err = c.send(request)
		}
		for done := false; err == nil && !done; {
			done, err = c.receive(framing)
		}
		if err != nil {
			return fmt.Errorf("connection %d: %w", i+1, err)
		}
	}
	fmt.Println("requests", conns)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}
