//go:build cgo

package main

/*
#include <unistd.h>

extern int stressCallback(int, int);

static int viaC(int n, int pause) {
	if (pause > 0) usleep(pause);
	return n == 0 ? 0 : 1 + stressCallback(n - 1, pause);
}
*/
import "C"

import (
	"runtime"
	"sync"
	"time"
)

func init() {
	kinds = append(kinds, &kind{name: "callbacks", most: 3, run: callbacks,
		catches: "goroutines in C for long, and Go below C, which may run on that thread only"})
}

// callbacks calls C, which sleeps and calls Go, which calls C, and so on. Go below C is
// locked to its thread and waits there too.
func callbacks(w *worker) {
	for !w.over() {
		var all sync.WaitGroup
		for range 1 + w.rng.IntN(5) {
			n, pause := w.rng.IntN(10), 0
			if chance(w.rng, 2) {
				pause = w.rng.IntN(2000)
			}
			all.Go(func() {
				same(w, "depth by way of C", int(C.viaC(C.int(n), C.int(pause))), n)
			})
		}
		all.Wait()
		w.tick()
	}
}

//export stressCallback
func stressCallback(n, pause C.int) C.int {
	tid := gettid()
	switch n % 4 {
	case 0:
		runtime.Gosched()
	case 1:
		time.Sleep(100 * time.Microsecond)
	case 2:
		c := make(chan int)
		go func() { c <- 1 }()
		<-c
	}
	if gettid() != tid {
		fail("callbacks: Go below C changed its thread")
	}
	return C.viaC(n, pause)
}
