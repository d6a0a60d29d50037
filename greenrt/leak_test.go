package greenrt_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"

	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

// settled fails the test if a count does not come back to what it was.
func settled(t *testing.T, what string, before int, count func() int) {
	t.Helper()
	quiesce.Until(t, fmt.Sprintf("no more %s than before, %d", what, before), func() bool { return count() <= before })
}

// inUse returns how many objects live that one of the functions, or what it calls, has
// allocated since MemProfileRate is 1.
func inUse(functions ...string) int {
	runtime.GC()
	runtime.GC() // the first ends the cycle that counts
	var records []runtime.MemProfileRecord
	for n, ok := runtime.MemProfile(nil, false); !ok; n, ok = runtime.MemProfile(records, false) {
		records = make([]runtime.MemProfileRecord, n+100)
		if n, ok = runtime.MemProfile(records, false); ok {
			records = records[:n]
			break
		}
	}
	objects := 0
	for _, r := range records {
		frames := runtime.CallersFrames(r.Stack())
		for more := true; more; {
			var f runtime.Frame
			f, more = frames.Next()
			if slices.Contains(functions, f.Function) {
				objects += int(r.InUseObjects())
				break
			}
		}
	}
	return objects
}

// openFiles returns how many files the process has open.
func openFiles(t *testing.T) int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
