package threadpool_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/threadpool"
)

func TestBound(t *testing.T) {
	p := threadpool.New(2)
	var now, most atomic.Int32
	var crew []*greenrt.Greenlet
	for range 6 {
		crew = append(crew, greenrt.GoErr(func() error {
			_, err := threadpool.Do(p, func() (int, error) {
				n := now.Add(1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				ts := syscall.NsecToTimespec(int64(2 * time.Millisecond))
				err := syscall.Nanosleep(&ts, nil)
				now.Add(-1)
				return 0, err
			})
			return err
		}))
	}
	if err := greenrt.FirstError(crew...); err != nil {
		t.Error(err)
	}
	if most.Load() != 2 || p.Threads() > 2 {
		t.Error(most.Load(), p.Threads())
	}
}

func TestResults(t *testing.T) {
	if v, err := threadpool.Offload(func() (int, error) { return 3, nil }); v != 3 || err != nil {
		t.Error(v, err)
	}
	mine := errors.New("mine")
	if _, err := threadpool.Offload(func() (int, error) { return 0, mine }); err != mine {
		t.Error(err)
	}
	_, err := threadpool.Offload(func() (int, error) { panic(mine) })
	var p *threadpool.PanicError
	if !errors.As(err, &p) || !errors.Is(err, mine) || !strings.Contains(string(p.Stack), "TestResults") {
		t.Error(err)
	}
}

// Who is killed while it waits does not stop the function.
func TestKillDoesNotStop(t *testing.T) {
	p := threadpool.New(1)
	ended := make(chan bool)
	gl := greenrt.Go(func() {
		threadpool.Do(p, func() (int, error) {
			<-ended
			close(ended)
			return 0, nil
		})
	})
	time.Sleep(5 * time.Millisecond)
	if err := gl.Kill(); err != nil || !gl.Killed() {
		t.Error(err, gl)
	}
	ended <- true
	<-ended
	// The thread is free again.
	if v, err := threadpool.Do(p, func() (int, error) { return 1, nil }); v != 1 || err != nil {
		t.Error(v, err)
	}
}

func ExampleOffload() {
	sum, err := threadpool.Offload(func() (int, error) { return 1 + 1, nil })
	fmt.Println(sum, err)
	// Output: 2 <nil>
}
