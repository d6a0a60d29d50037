package greenrt_test

import (
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

// A place is somewhere for a goroutine to wait.
type place struct {
	name string
	// make returns a function that waits for long, and one that ends the wait as
	// its event would. check, which may be nil, fails the test if a wait that was
	// killed has left something behind.
	make func(t *testing.T) (wait, event, check func())
	// own says that it is greenrt's own, so that a kill reaches it in plain programs.
	own bool
	// call says that plain programs wait for it in a system call.
	call bool
}

// reach waits until the greenlet that has closed began waits in p.
func (p place) reach(began chan bool) {
	<-began
	if p.call && !greenrt.Enabled() {
		return // nobody can tell, and a kill is told the same on its way there
	}
	quiesce.Others()
}

var places = []place{
	{name: "receive", make: func(t *testing.T) (func(), func(), func()) {
		c := make(chan int)
		return func() { <-c }, func() { c <- 1 }, func() {
			select {
			case c <- 1:
				t.Error("a receiver is left in the channel")
			default:
			}
		}
	}},
	{name: "receive, buffered", make: func(t *testing.T) (func(), func(), func()) {
		c := make(chan int, 1)
		return func() { <-c }, func() { c <- 1 }, func() {
			c <- 1
			if len(c) != 1 {
				t.Error("a receiver is left in the channel")
			}
		}
	}},
	{name: "send", make: func(t *testing.T) (func(), func(), func()) {
		c := make(chan int)
		return func() { c <- 1 }, func() { <-c }, func() {
			select {
			case <-c:
				t.Error("a sender is left in the channel")
			default:
			}
		}
	}},
	{name: "range", make: func(t *testing.T) (func(), func(), func()) {
		c := make(chan int)
		return func() {
			for range c {
			}
		}, func() { close(c) }, nil
	}},
	{name: "select", make: func(t *testing.T) (func(), func(), func()) {
		a, b := make(chan int), make(chan int)
		return func() {
				select {
				case <-a:
				case b <- 1:
				case <-a:
				}
			}, func() { a <- 1 }, func() {
				select {
				case a <- 1:
					t.Error("a receiver is left in the channel")
				case <-b:
					t.Error("a sender is left in the channel")
				default:
				}
			}
	}},
	{name: "select, timer", make: func(t *testing.T) (func(), func(), func()) {
		timer, c := time.NewTimer(time.Hour), make(chan int)
		return func() {
				select {
				case <-timer.C:
				case <-c:
				}
			}, func() { timer.Reset(0) }, func() {
				timer.Reset(0)
				<-timer.C
			}
	}},
	{name: "timer", make: func(t *testing.T) (func(), func(), func()) {
		timer := time.NewTimer(time.Hour)
		return func() { <-timer.C }, func() { timer.Reset(0) }, func() {
			timer.Reset(0)
			<-timer.C
		}
	}},
	{name: "mutex", make: func(t *testing.T) (func(), func(), func()) {
		mu := new(sync.Mutex)
		mu.Lock()
		return func() { mu.Lock(); defer mu.Unlock() }, func() { mu.Unlock() }, func() {
			mu.Unlock()
			if !mu.TryLock() {
				t.Error("the mutex is not free")
			}
		}
	}},
	{name: "rwmutex, reader", make: func(t *testing.T) (func(), func(), func()) {
		mu := new(sync.RWMutex)
		mu.Lock()
		return func() { mu.RLock(); defer mu.RUnlock() }, func() { mu.Unlock() }, func() {
			mu.Unlock()
			if !mu.TryLock() {
				t.Error("the mutex is not free")
			}
		}
	}},
	{name: "rwmutex, writer", make: func(t *testing.T) (func(), func(), func()) {
		mu := new(sync.RWMutex)
		mu.RLock()
		return func() { mu.Lock(); defer mu.Unlock() }, func() { mu.RUnlock() }, func() {
			mu.RUnlock()
			func() { mu.Lock(); defer mu.Unlock() }() // its stead is passed on by a goroutine
			mu.RLock()
			if !mu.TryRLock() {
				t.Error("the mutex is not free")
			}
		}
	}},
	{name: "rwmutex, two writers", make: func(t *testing.T) (func(), func(), func()) {
		mu := new(sync.RWMutex)
		mu.Lock()
		return func() { mu.Lock(); defer mu.Unlock() }, func() { mu.Unlock() }, func() {
			mu.Unlock()
			if !mu.TryLock() {
				t.Error("the mutex is not free")
			}
		}
	}},
	{name: "waitgroup", make: func(t *testing.T) (func(), func(), func()) {
		wg := new(sync.WaitGroup)
		wg.Add(1)
		return func() { wg.Wait() }, func() { wg.Done() }, func() {
			wg.Done()
			wg.Wait()
			wg.Add(1)
			wg.Done()
		}
	}},
	{name: "cond", make: func(t *testing.T) (func(), func(), func()) {
		mu := new(sync.Mutex)
		c := sync.NewCond(mu)
		return func() {
				mu.Lock()
				defer mu.Unlock()
				c.Wait()
			}, func() { mu.Lock(); c.Signal(); mu.Unlock() }, func() {
				if !mu.TryLock() {
					t.Error("the lock is not free")
				}
				c.Signal() // goes to nobody
				woke := make(chan bool)
				go func() {
					mu.Lock()
					c.Wait()
					mu.Unlock()
					woke <- true
				}()
				mu.Unlock()
				for stopped := false; !stopped; {
					mu.Lock()
					c.Signal()
					mu.Unlock()
					select {
					case <-woke:
						stopped = true
					case <-time.After(time.Millisecond):
					}
				}
			}
	}},
	{name: "sleep", make: func(t *testing.T) (func(), func(), func()) {
		d := time.Hour
		if !greenrt.Enabled() {
			d = 50 * time.Millisecond
		}
		return func() { time.Sleep(d) }, func() {}, nil
	}},
	{name: "nil channel", make: func(t *testing.T) (func(), func(), func()) {
		if !greenrt.Enabled() {
			return func() {}, func() {}, nil
		}
		return func() { var c chan int; <-c }, nil, nil
	}},
	{name: "empty select", make: func(t *testing.T) (func(), func(), func()) {
		if !greenrt.Enabled() {
			return func() {}, func() {}, nil
		}
		return func() { select {} }, nil, nil
	}},
	{name: "socket, read", make: func(t *testing.T) (func(), func(), func()) {
		a, b := conns(t)
		return func() { a.Read(make([]byte, 10)) }, func() { b.Write([]byte("x")) }, func() { usable(t, a, b) }
	}},
	{name: "socket, second reader", make: func(t *testing.T) (func(), func(), func()) {
		a, b := conns(t)
		first := make(chan error)
		go func() {
			_, err := io.ReadFull(a, make([]byte, 1))
			first <- err
		}()
		quiesce.Others()
		return func() { a.Read(make([]byte, 10)) }, func() { b.Write([]byte("xy")); b.Close() }, func() {
			b.Write([]byte("x"))
			if err := <-first; err != nil {
				t.Error(err)
			}
			usable(t, a, b)
		}
	}},
	{name: "socket, write", make: func(t *testing.T) (func(), func(), func()) {
		a, b := conns(t)
		return func() { a.Write(make([]byte, 64<<20)) }, func() { b.Close() }, func() {
			// What was written before comes first.
			go a.Write([]byte("!"))
			for buf := make([]byte, 1<<20); ; {
				n, err := b.Read(buf)
				if err != nil {
					t.Fatal(err)
				}
				if n > 0 && buf[n-1] == '!' {
					break
				}
			}
			usable(t, a, b)
		}
	}},
	{name: "accept", make: func(t *testing.T) (func(), func(), func()) {
		ln := listen(t)
		dial := func() {
			c, err := net.Dial("tcp", ln.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { c.Close() })
		}
		return func() {
				if c, err := ln.Accept(); err == nil {
					c.Close()
				}
			}, dial, func() {
				dial()
				c, err := ln.Accept()
				if err != nil {
					t.Fatal(err)
				}
				c.Close()
			}
	}},
	{name: "pipe", make: func(t *testing.T) (func(), func(), func()) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { r.Close(); w.Close() })
		return func() { r.Read(make([]byte, 1)) }, func() { w.Write([]byte("x")) }, func() {
			w.Write([]byte("y"))
			if n, err := r.Read(make([]byte, 2)); n != 1 || err != nil {
				t.Error(n, err)
			}
		}
	}},
	{name: "io.Pipe", make: func(t *testing.T) (func(), func(), func()) {
		r, w := io.Pipe()
		return func() { r.Read(make([]byte, 1)) }, func() { w.Write([]byte("x")) }, nil
	}},
	{name: "locked to a thread", make: func(t *testing.T) (func(), func(), func()) {
		c := make(chan int)
		return func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			<-c
		}, func() { c <- 1 }, nil
	}},
	{name: "locked to a thread, asleep", make: func(t *testing.T) (func(), func(), func()) {
		d := time.Hour
		if !greenrt.Enabled() {
			d = 50 * time.Millisecond
		}
		return func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			time.Sleep(d)
		}, func() {}, nil
	}},
	{name: "join", own: true, make: func(t *testing.T) (func(), func(), func()) {
		c := make(chan int)
		other := greenrt.Go(func() { <-c })
		return func() { other.Join() }, func() { c <- 1 }, func() { c <- 1; other.Join() }
	}},
	{name: "greenrt.Sleep", own: true, make: func(t *testing.T) (func(), func(), func()) {
		return func() { greenrt.Sleep(time.Hour) }, nil, nil
	}},
	{name: "command", call: true, make: func(t *testing.T) (func(), func(), func()) {
		cmd := exec.Command("cat")
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return func() { cmd.Wait() }, func() { in.Close() }, func() {
			in.Close()
			if _, err := cmd.Process.Wait(); err != nil {
				t.Error(err)
			}
		}
	}},
}

func listen(t *testing.T) net.Listener {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln
}

func conns(t *testing.T) (a, b net.Conn) {
	ln := listen(t)
	accepted := make(chan net.Conn)
	go func() {
		c, err := ln.Accept()
		if err != nil {
			t.Error(err)
		}
		accepted <- c
	}()
	a, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b = <-accepted
	t.Cleanup(func() { a.Close(); b.Close() })
	return a, b
}

// usable fails the test if a and b cannot talk to one another.
func usable(t *testing.T, a, b net.Conn) {
	t.Helper()
	for range 2 {
		a, b = b, a
		go a.Write([]byte("hello"))
		buf := make([]byte, 5)
		if _, err := io.ReadFull(b, buf); err != nil || string(buf) != "hello" {
			t.Errorf("%q, %v", buf, err)
		}
	}
}
