package main

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// signals sends itself SIGUSR1, to the process and to the calling thread, and
// waits for each through os/signal.
func signals(w *worker) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	defer signal.Stop(c)
	pid := syscall.Getpid()
	for !w.over() {
		if chance(w.rng, 2) {
			w.must(syscall.Kill(pid, syscall.SIGUSR1))
		} else {
			w.must(syscall.Tgkill(pid, gettid(), syscall.SIGUSR1))
		}
		same[os.Signal](w, "signal", <-c, syscall.SIGUSR1)
		w.tick()
		time.Sleep(upTo(w.rng, time.Millisecond))
	}
}
