package ops

import (
	"fmt"
	"testing"
	"testing/synctest"
)

// TestEnds runs each operation in a bubble, which fails if a goroutine stays behind: it would
// be in the figures of the next batch.
func TestEnds(t *testing.T) {
	for name, op := range map[string]func(int){
		"Gosched": Gosched, "Pull": Pull, "PingPong": PingPong, "Mutex": Mutex, "Spawn": Spawn,
	} {
		for _, n := range []int{0, 1, 2, 101} {
			t.Run(fmt.Sprint(name, "/", n), func(t *testing.T) {
				synctest.Test(t, func(*testing.T) { op(n) })
			})
		}
	}
}
