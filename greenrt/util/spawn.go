package util

import (
	"fmt"
	"runtime"
	"strings"
	"sync"

	"github.com/go-greenify/greenify/greenrt"
)

// spawned has the stacks from which greenlets were started.
var spawned struct {
	sync.Mutex
	stacks map[*greenrt.Greenlet][]uintptr
}

// SpawnDepth is how many calls of a stack [TrackSpawnStacks] keeps: those next to the
// start.
const SpawnDepth = 16

// TrackSpawnStacks has the stack kept of whoever starts a greenlet with greenrt, for as
// long as the greenlet lives, and so shown by [PrintRunInfo], until stop is called.
// It costs each start a microsecond and some 300 bytes. Otherwise one place is known,
// that of the call.
func TrackSpawnStacks() (stop func()) {
	return greenrt.OnSpawn(func(gl *greenrt.Greenlet) {
		pcs := make([]uintptr, SpawnDepth)
		pcs = pcs[:runtime.Callers(2, pcs)]
		spawned.Lock()
		if spawned.stacks == nil {
			spawned.stacks = make(map[*greenrt.Greenlet][]uintptr)
		}
		spawned.stacks[gl] = pcs
		spawned.Unlock()
		gl.OnReady(func() {
			spawned.Lock()
			delete(spawned.stacks, gl)
			spawned.Unlock()
		})
	})
}

// spawnStack returns the stack from which gl was started as text, or "".
func spawnStack(gl *greenrt.Greenlet) string {
	spawned.Lock()
	pcs := spawned.stacks[gl]
	spawned.Unlock()
	if pcs == nil {
		return ""
	}
	const own = "github.com/go-greenify/greenify/greenrt."
	var b strings.Builder
	frames := runtime.CallersFrames(pcs)
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, own) || b.Len() > 0 {
			fmt.Fprintf(&b, "%s(...)\n\t%s:%d\n", f.Function, f.File, f.Line)
		}
		if !more {
			return b.String()
		}
	}
}
