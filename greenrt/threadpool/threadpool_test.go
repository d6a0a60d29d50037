package threadpool_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/threadpool"
)

func TestBound(t *testing.T) {
	p := threadpool.New(2)
	var now, all atomic.Int32
	leave := make(chan bool)
	var crew []*greenrt.Greenlet
	for range 6 {
		crew = append(crew, greenrt.GoErr(func() error {
			_, err := threadpool.Do(p, func() (int, error) {
				now.Add(1)
				all.Add(1)
				<-leave
				now.Add(-1)
				return 0, nil
			})
			return err
		}))
	}
	for range crew {
		quiesce.Others()
		//gevent:ThreadPool.threads
		if n := now.Load(); n != min(2, 6-all.Load()+n) || p.Threads() > 2 {
			t.Error(n, "at once, threads:", p.Threads())
		}
		leave <- true
	}
	if err := greenrt.FirstError(crew...); err != nil {
		t.Error(err)
	}
}

func TestResults(t *testing.T) {
	//gevent:ThreadPool.default
	if threadpool.DefaultSize != 10 {
		t.Error(threadpool.DefaultSize)
	}
	if v, err := threadpool.Offload(func() (int, error) { return 3, nil }); v != 3 || err != nil {
		t.Error(v, err)
	}
	mine := errors.New("mine")
	if _, err := threadpool.Offload(func() (int, error) { return 0, mine }); err != mine {
		t.Error(err)
	}
	_, err := threadpool.Offload(func() (int, error) { panic(mine) })
	var p *threadpool.PanicError
	//gevent:ThreadPool.raises
	if !errors.As(err, &p) || !errors.Is(err, mine) || !strings.Contains(string(p.Stack), "TestResults") {
		t.Error(err)
	}
}

// Threads are made on demand, other than the submitters'; Submit waits while all are at work,
// and any goroutine may call it.
func TestSubmit(t *testing.T) {
	p := threadpool.New(2)
	threadpool.SetIdle(p, time.Hour) // none ends before it is used again
	if p.Threads() != 0 {
		t.Error("threads before there is work:", p.Threads())
	}
	release := make(chan bool)
	thread := func() (int, error) { <-release; return syscall.Gettid(), nil }
	first := threadpool.Submit(p, thread)
	//gevent:ThreadPool.demand
	if n := p.Threads(); n != 1 {
		t.Error("threads:", n)
	}
	second := threadpool.Submit(p, thread)
	third := greenrt.Spawn(func() (int, error) {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		future := threadpool.Submit(p, thread)
		//gevent:ThreadPool.hub
		tid, err := future.Get()
		if tid == syscall.Gettid() {
			t.Error("called by the submitter's thread")
		}
		return tid, err
	})
	quiesce.Others()
	//gevent:ThreadPool.full
	if third.Ready() || p.Threads() != 2 {
		t.Error(third, p.Threads())
	}
	//gevent:ThreadPoolExecutor.future
	if first.Ready() || second.Ready() {
		t.Error("ready before the end")
	}
	close(release)
	a, _ := first.Get()
	b, _ := second.Get()
	if c, err := third.Get(); a == b || c != a && c != b || err != nil {
		t.Error(a, b, c, err)
	}
}

// Threads end when there was nothing to do for a while.
func TestThreadsEnd(t *testing.T) {
	p := threadpool.New(3)
	threadpool.SetIdle(p, 5*time.Millisecond)
	if d := threadpool.Idle(threadpool.New(1)); d != 5*time.Second {
		t.Error("threads wait for", d)
	}
	for range 3 {
		threadpool.Do(p, func() (int, error) { return 0, nil })
	}
	//gevent:ThreadPool.idle
	quiesce.Until(t, "the threads end", func() bool { return p.Threads() == 0 })
	if v, err := threadpool.Do(p, func() (int, error) { return 1, nil }); v != 1 || err != nil {
		t.Error(v, err)
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
	quiesce.Others()
	//gevent:ThreadPool.kill
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

func TestGoexit(t *testing.T) {
	p := threadpool.New(1)
	for range 3 {
		_, err := threadpool.Do(p, func() (int, error) { runtime.Goexit(); return 0, nil })
		if err != greenrt.ErrGoexit {
			t.Error(err)
		}
	}
	next := greenrt.Spawn(func() (int, error) { return threadpool.Do(p, func() (int, error) { return 1, nil }) })
	if v, err := next.GetTimeout(time.Minute); v != 1 || err != nil {
		t.Error("its thread is missing:", v, err)
	}
	if n := p.Threads(); n != 1 {
		t.Error(n)
	}
}

// A function can hand out its Greenlet, and start a timeout; neither ends its waits, those of the
// next function, or the program when the thread ends.
func TestNothingIsRaised(t *testing.T) {
	p := threadpool.New(1)
	threadpool.SetIdle(p, 5*time.Millisecond)
	who, leave := make(chan *greenrt.Greenlet), new(event.Event)
	result := threadpool.Submit(p, func() (int, error) {
		who <- greenrt.Current()
		return 1, greenrt.WithTimeout(time.Nanosecond, leave.Wait)
	})
	gl := <-who
	gl.KillTimeout(0)
	leave.Set()
	if v, err := result.Get(); v != 1 || err != nil {
		t.Error(v, err)
	}
	v, err := threadpool.Do(p, func() (int, error) { greenrt.Sleep(time.Millisecond); return 2, nil })
	if v != 2 || err != nil {
		t.Error("the next:", v, err)
	}
	quiesce.Until(t, "the threads end", func() bool { return p.Threads() == 0 })
	quiesce.Others()
	if greenrt.Enabled() && (!gl.Join() || gl.Killed()) { // a plain program learns of its end some time later
		t.Error(gl)
	}
}
