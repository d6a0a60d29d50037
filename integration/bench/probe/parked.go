package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
)

// parked prints what n goroutines that wait on a channel cost each: their stacks and what
// they have in the heap (g, sudog), and the memory that the kernel had to find.
func parked(n int) {
	before := memory()
	never := make(chan bool)
	ready := make(chan bool)
	for range n {
		go func() {
			ready <- true
			<-never
		}()
	}
	for range n {
		<-ready
	}
	after := memory()
	fmt.Printf("runtime %.2f\n", float64(after.runtime-before.runtime)/float64(n))
	fmt.Printf("rss %.2f\n", float64(after.rss-before.rss)/float64(n))
	runtime.KeepAlive(never)
}

type usage struct {
	runtime int64 // stacks and live heap
	rss     int64
}

func memory() usage {
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
	return usage{runtime: int64(m.StackInuse + m.HeapAlloc), rss: kb << 10}
}
