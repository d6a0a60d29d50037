// Package measure is the frame of the programs whose stalls are measured.
package measure

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// Lasting is how long a program blocks. It is many times what a stall may last.
const Lasting = 100 * time.Millisecond

// During calls block while another greenlet wants to run every fraction of a
// millisecond, and prints the longest stall of the hub, and for how long meanwhile threads
// of the process had to wait for a processor, in nanoseconds.
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
	before := runDelays()
	greenrt.MaxStall(true)
	// A call that a signal ended has waited as well.
	if err := block(); err != nil && !errors.Is(err, syscall.EINTR) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	// The monitor looks once a millisecond, and at what goes on just then.
	time.Sleep(3 * time.Millisecond)
	stall := greenrt.MaxStall(false)
	late := runDelays().since(before)
	close(stop)
	<-done
	fmt.Println(int64(stall), int64(late))
}

// delays are how long each thread could have run and had no processor, since others had it.
// There are none where the kernel keeps no such account.
type delays map[string]time.Duration

// since returns what has been added, all threads together.
func (d delays) since(before delays) (sum time.Duration) {
	for thread, waited := range d {
		sum += waited - before[thread]
	}
	return sum
}

func runDelays() delays {
	d := make(delays)
	files, err := filepath.Glob("/proc/self/task/*/schedstat")
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		var ran, waited int64
		if _, err := fmt.Sscan(string(text), &ran, &waited); err != nil {
			panic(err)
		}
		d[file] = time.Duration(waited)
	}
	return d
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
