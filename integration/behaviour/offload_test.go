package behaviour

import (
	"errors"
	"iter"
	"net"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// A function that is marked with //greenify:offload is away from the hub until it
// ends, whatever it does meanwhile, and however it ends.

// leaves checks that f makes as many greenlets leave the hub by offloaded functions, and
// that they all come back. Nobody else may leave meanwhile.
func leaves(t *testing.T, n uint64, f func()) {
	t.Helper()
	before := greenrt.ReadStats()
	f()
	after := greenrt.ReadStats()
	if !greenrt.Enabled() {
		n = 0
	}
	if got := after.Offloaded - before.Offloaded; got != n {
		t.Errorf("left the hub %d times, want %d", got, n)
	}
	if got := after.Returned - before.Returned; got < n {
		t.Errorf("came back %d times, want %d", got, n)
	}
}

//greenify:offload
func offloaded(f func()) { f() }

// The hub goes on while an offloaded function does not switch.
func TestOffloadedLetsHubGoOn(t *testing.T) {
	if runtime.GOMAXPROCS(0) == 1 {
		t.Skip("one of the two has to wait for the other")
	}
	leaves(t, 1, func() {
		var turns atomic.Int64
		stop := make(chan bool)
		go func() {
			for {
				select {
				case <-stop:
					return
				default:
					turns.Add(1)
					runtime.Gosched()
				}
			}
		}()
		spins := 0
		offloaded(func() {
			for start := turns.Load(); turns.Load() < start+1000; {
				spins++
			}
		})
		close(stop)
	})
}

// What an offloaded function does keeps it away: it waits in each way, in system calls
// too, and comes back once.
func TestOffloadedStaysAway(t *testing.T) {
	leaves(t, 1, func() {
		returned := greenrt.ReadStats().Returned
		ready, answer := make(chan bool), make(chan bool)
		go func() {
			<-ready
			answer <- true
		}()
		offloaded(func() {
			ready <- true
			<-answer
			var mu sync.Mutex
			cond := sync.NewCond(&mu)
			var wg sync.WaitGroup
			mu.Lock()
			wg.Go(func() {
				mu.Lock()
				cond.Signal()
				mu.Unlock()
			})
			cond.Wait()
			mu.Unlock()
			wg.Wait()
			time.Sleep(time.Millisecond)
			for range 100 {
				runtime.Gosched()
				syscall.Getppid()
			}
			runtime.GC()
			runtime.LockOSThread()
			runtime.UnlockOSThread()
			if _, err := os.ReadFile("/proc/self/stat"); err != nil {
				t.Error(err)
			}
			if now := greenrt.ReadStats().Returned; now != returned {
				t.Errorf("came back %d times while it ran", now-returned)
			}
		})
	})
}

func TestOffloadedOnSocket(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	leaves(t, 2, func() {
		var wg sync.WaitGroup
		wg.Go(func() {
			offloaded(func() {
				c, err := l.Accept()
				if err != nil {
					t.Error(err)
					return
				}
				defer c.Close()
				var p [5]byte
				if _, err := c.Read(p[:]); err != nil || string(p[:]) != "hello" {
					t.Errorf("%q, %v", p, err)
				}
				c.Write(p[:])
			})
		})
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		c.Write([]byte("hello"))
		offloaded(func() {
			var p [5]byte
			if _, err := c.Read(p[:]); err != nil || string(p[:]) != "hello" {
				t.Errorf("%q, %v", p, err)
			}
		})
		wg.Wait()
	})
}

func TestOffloadedPanics(t *testing.T) {
	leaves(t, 100, func() {
		for range 100 {
			func() {
				defer func() {
					if p := recover(); p != "out" {
						t.Errorf("recovered %v", p)
					}
				}()
				offloaded(func() { panic("out") })
			}()
			runtime.Gosched()
		}
	})
}

func TestOffloadedRecovers(t *testing.T) {
	leaves(t, 1, func() {
		if err := recovers(); err == nil || err.Error() != "inside" {
			t.Errorf("got %v", err)
		}
	})
}

//greenify:offload
func recovers() (err error) {
	defer func() { err = recover().(error) }()
	panic(errors.New("inside"))
}

func TestOffloadedExits(t *testing.T) {
	leaves(t, 100, func() {
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() { offloaded(runtime.Goexit) })
		}
		wg.Wait()
	})
}

//greenify:offload
func depth(n int) int {
	if n == 0 {
		return 0
	}
	runtime.Gosched()
	return depth(n-1) + 1
}

// Within an offloaded function another has nothing to do, and does not bring the
// greenlet back.
func TestOffloadedNests(t *testing.T) {
	leaves(t, 1, func() {
		returned := greenrt.ReadStats().Returned
		offloaded(func() {
			if n := depth(100); n != 100 {
				t.Errorf("depth %d", n)
			}
			if now := greenrt.ReadStats().Returned; now != returned {
				t.Errorf("came back within")
			}
		})
	})
}

// A locked greenlet is away already, and one that is locked when the function ends
// stays away.
func TestOffloadedLocked(t *testing.T) {
	leaves(t, 0, func() {
		done := make(chan bool)
		go func() {
			defer close(done)
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			tid := syscall.Gettid()
			offloaded(func() {
				runtime.Gosched()
				if syscall.Gettid() != tid {
					t.Error("moved")
				}
			})
		}()
		<-done
	})
	leaves(t, 1, func() {
		done := make(chan bool)
		go func() {
			defer close(done)
			offloaded(runtime.LockOSThread)
			tid := syscall.Gettid()
			for range 10 {
				runtime.Gosched()
				if syscall.Gettid() != tid {
					t.Error("moved")
				}
			}
			runtime.UnlockOSThread()
			time.Sleep(time.Microsecond)
		}()
		<-done
	})
}

// What it starts is a greenlet like others.
func TestOffloadedStarts(t *testing.T) {
	leaves(t, 1, func() {
		var wg sync.WaitGroup
		offloaded(func() {
			for range 100 {
				wg.Go(func() {
					if greenrt.Enabled() != greenrt.IsGreenlet() {
						t.Error("no greenlet")
					}
					runtime.Gosched()
				})
			}
			wg.Wait()
		})
	})
}

//greenify:offload
func offloadedSeq(yield func(int) bool) {
	for i := range 100 {
		time.Sleep(time.Microsecond)
		if !yield(i) {
			return
		}
	}
}

// A coroutine that is offloaded takes its caller along, until it ends.
func TestOffloadedCoroutine(t *testing.T) {
	pull := func(limit int) {
		next, stop := iter.Pull(offloadedSeq)
		defer stop()
		for i := range limit {
			if v, ok := next(); !ok || v != i {
				t.Errorf("got %d, %v, want %d", v, ok, i)
			}
			runtime.Gosched()
			syscall.Getppid()
		}
	}
	leaves(t, 3, func() {
		pull(100) // the last call of next would end it: stop does
		pull(50)
		next, _ := iter.Pull(offloadedSeq)
		for _, ok := next(); ok; _, ok = next() {
		}
	})
	leaves(t, 1, func() {
		offloaded(func() { pull(100) })
	})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { pull(30) })
	}
	wg.Wait()
}

// Many at once, among greenlets that switch.
func TestOffloadedCrowd(t *testing.T) {
	const crowd, calls = 50, 100
	leaves(t, crowd*calls, func() {
		var wg sync.WaitGroup
		c := make(chan int, 10)
		for i := range crowd {
			wg.Go(func() {
				for j := range calls {
					offloaded(func() {
						switch j % 3 {
						case 0:
							runtime.Gosched()
						case 1:
							c <- i
						}
					})
				}
			})
		}
		go func() {
			wg.Wait()
			close(c)
		}()
		sum := 0
		for i := range c {
			sum += i
			if sum%7 == 0 {
				runtime.Gosched()
			}
		}
	})
}
