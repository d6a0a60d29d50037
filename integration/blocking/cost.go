package main

import (
	"fmt"
	"math"
	"os"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"github.com/go-greenify/greenify/integration/internal/batch"
)

// What a system call costs, in processor time of all threads, user's and system's:
// threads that are woken to run a hub count, other processes do not.

// A cost is an operation.
type cost struct {
	name, does string
	most       time.Duration               // of green above stock, for the table
	do         func(fd, n int) (err error) // n times; fd can be read from
}

var costs = []cost{
	{"getppid", "syscall.Syscall(SYS_GETPPID), which is short", 5 * time.Nanosecond, getppids},
	{"poll", "poll with a timeout, which is over at once: leave and rejoin", 3 * time.Microsecond, polls},
	{"poll-2", "the same by two goroutines at a time", 3 * time.Microsecond, pollsOfTwo},
}

func getppids(_, n int) error {
	for range n {
		syscall.Syscall(syscall.SYS_GETPPID, 0, 0, 0) // Getppid itself is a raw call
	}
	return nil
}

func polls(fd, n int) error {
	const in, forever = 1, ^uintptr(0)
	p := struct {
		fd              int32
		events, revents int16
	}{fd: int32(fd), events: in}
	for range n {
		if _, _, errno := syscall.Syscall(syscall.SYS_POLL, uintptr(unsafe.Pointer(&p)), 1, forever); errno != 0 {
			return errno
		}
	}
	return nil
}

func pollsOfTwo(fd, n int) error {
	var errs [2]error
	var both sync.WaitGroup
	for i := range errs {
		both.Go(func() { errs[i] = polls(fd, (n+i)/2) })
	}
	both.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// measure runs the operation in batches and returns the least cost of one: what it
// costs when nothing comes in between.
func (c *cost) measure() (ns float64, err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	defer w.Close()
	if _, err := w.Write([]byte("x")); err != nil {
		return 0, err
	}
	ns = math.Inf(1)
	for n, batches := 1000, 0; batches < 10; {
		start := batch.CPUTime()
		if err := c.do(int(r.Fd()), n); err != nil {
			return 0, fmt.Errorf("%s: %w", c.name, err)
		}
		took := batch.CPUTime() - start
		if took < 4*time.Millisecond {
			n *= 2
			continue
		}
		batches++
		ns = min(ns, float64(took)/float64(n))
	}
	return ns, nil
}
