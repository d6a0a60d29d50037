// Prog shows stacks that go through functions that greenify rewrites: parked,
// locked and just started goroutines in a profile, a data race, and a panic.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"time"
)

var racy int

func main() {
	switch os.Args[1] {
	case "profile":
		parked := make(chan int)
		go func() { <-parked }()
		go func() {
			runtime.LockOSThread()
			select {}
		}()
		go func() { time.Sleep(time.Hour) }()
		untilWaiting("[chan receive", "[select", "[sleep")
		if err := pprof.Lookup("goroutine").WriteTo(os.Stdout, 0); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "race":
		done := make(chan bool)
		time.AfterFunc(time.Millisecond, func() {
			racy++
			close(done)
		})
		time.Sleep(20 * time.Millisecond)
		racy++ // whichever comes first is reported
		<-done
		fmt.Println("raced", racy > 0)
	case "panic":
		go func() { select {} }()
		untilWaiting("[select")
		done := make(chan bool)
		time.AfterFunc(time.Millisecond, func() {
			defer close(done)
			runtime.Gosched()
			panic("shown")
		})
		<-done
	}
}

// untilWaiting returns when there are goroutines in all of the states.
func untilWaiting(states ...string) {
	buf := make([]byte, 1<<20)
	for {
		all := string(buf[:runtime.Stack(buf, true)])
		if !slices.ContainsFunc(states, func(state string) bool { return !strings.Contains(all, state) }) {
			return
		}
		runtime.Gosched()
	}
}
