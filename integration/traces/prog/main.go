// Prog shows stacks that go through functions that greenify rewrites: parked,
// locked and just started goroutines in a profile, a data race, and a panic.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
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
		time.Sleep(10 * time.Millisecond)
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
		racy++
		<-done
		fmt.Println("raced", racy > 0)
	case "panic":
		done := make(chan bool)
		time.AfterFunc(time.Millisecond, func() {
			defer close(done)
			runtime.Gosched()
			panic("shown")
		})
		<-done
	}
}
