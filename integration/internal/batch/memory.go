package batch

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
)

// Usage is memory that the process has: stacks and live heap, and what the kernel had to
// find for it. Both are in bytes.
type Usage struct{ Runtime, RSS int64 }

// Memory returns the usage after a collection.
func Memory() Usage {
	for range 2 { // the second frees what the first put into pools
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		panic(err)
	}
	_, rest, _ := bytes.Cut(status, []byte("\nVmRSS:"))
	kb, err := strconv.ParseInt(string(bytes.Fields(rest)[0]), 10, 64)
	if err != nil {
		panic(err)
	}
	return Usage{Runtime: int64(m.StackInuse + m.HeapAlloc), RSS: kb << 10}
}

// PrintSince prints two lines of a name and a number: what is used more than before, for
// each of n.
func (u Usage) PrintSince(before Usage, n int) {
	fmt.Printf("runtime %.2f\n", float64(u.Runtime-before.Runtime)/float64(n))
	fmt.Printf("rss %.2f\n", float64(u.RSS-before.RSS)/float64(n))
}
