// Package measure is the frame of the programs whose stalls are measured.
package measure

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/integration/internal/rundelay"
)

// Lasting is how long a program blocks. It is many times what a stall may last.
const Lasting = 100 * time.Millisecond

// During calls block while another greenlet wants to run every fraction of a
// millisecond, and prints the longest stall of the hub, and for how long meanwhile the process
// was kept from running, in nanoseconds.
func During(block func() error) {
	stop, done := make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				time.Sleep(100 * time.Microsecond)
			}
		}
	}()
	time.Sleep(time.Millisecond) // the other is under way
	before := lost()
	greenrt.MaxStall(true)
	// A call that a signal ended has waited as well.
	if err := block(); err != nil && !errors.Is(err, syscall.EINTR) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	// The monitor looks once a millisecond, and at what goes on just then.
	time.Sleep(3 * time.Millisecond)
	stall := greenrt.MaxStall(false)
	late := lost().Since(before)
	close(stop)
	<-done
	fmt.Println(int64(stall), int64(late))
}

// lost reads for how long this process was kept from running.
func lost() rundelay.Reading {
	r, err := rundelay.Read()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return r
}

// Child starts a process that ends after Lasting, and returns its number. Waiting
// for it by wait4 goes on behind a signal, as a raw nanosleep does not: the signal by
// which the scheduler preempts would end that after 10 ms.
func Child() (pid int, err error) {
	p, err := os.StartProcess("/bin/sleep", []string{"sleep", fmt.Sprint(Lasting.Seconds())}, new(os.ProcAttr))
	if err != nil {
		return 0, err
	}
	return p.Pid, nil
}
